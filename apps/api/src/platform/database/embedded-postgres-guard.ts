import { spawn } from 'node:child_process';

/** Stops the server of a process that died without doing so. */
export interface Guard {
  readonly pid: number | undefined;
  /** Names the server to stop; the latest counts. */
  watch(postmaster: number): void;
  /** Sends the guard home: the server was stopped in order. */
  dismiss(): void;
}

export interface GuardOrders {
  /** PostgreSQL's data directory. */
  dir: string;
  pgCtl: string;
  /** Folders to remove afterwards: of databases that are thrown away. */
  remove: readonly string[];
}

/**
 * Starts a small process that holds a pipe to this one. When the pipe ends, for whatever reason (an abort, no memory,
 * SIGKILL), and the server was not stopped in order, it stops the server ("fast", so that nothing committed is lost) and
 * says so. It leads a session of its own and is deaf to signals meant for this process.
 */
export function postGuard(orders: GuardOrders): Guard {
  const program = `(${guard.toString()})(JSON.parse(process.argv[1]))`;
  const order = JSON.stringify({ ...orders, parent: process.pid });
  const child = spawn(process.execPath, ['-e', program, order], {
    // Not the settings of this process: a limit on its memory or an inspector's port are not meant for the guard.
    env: { ...process.env, NODE_OPTIONS: '' },
    cwd: process.platform === 'win32' ? undefined : '/',
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return {
    pid: child.pid,
    watch: (postmaster) => void child.stdin.write(`${postmaster}\n`),
    dismiss: () => void child.stdin.end('done\n'),
  };
}

/** The guard's program. It is sent as text, so that it needs no file: nothing outside of it may be used. */
function guard({ dir, pgCtl, remove, parent }: GuardOrders & { parent: number }): void {
  const { readFileSync, rmSync } = process.getBuiltinModule('node:fs');
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

  let heard = '';
  process.stdin.on('data', (chunk) => (heard += String(chunk)));
  process.stdin.on('close', () => void act(heard.trim().split('\n').at(-1) ?? ''));

  const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
  const runs = (pid: number): boolean => {
    try {
      return (
        process.kill(pid, 0) && Number(readFileSync(`${dir}/postmaster.pid`, 'utf8').split('\n')[0]) === pid
      );
    } catch {
      return false;
    }
  };
  async function until(condition: () => boolean, ms: number): Promise<boolean> {
    for (const deadline = Date.now() + ms; Date.now() < deadline; await pause(20))
      if (condition()) return true;
    return condition();
  }
  async function stop(pid: number): Promise<boolean> {
    if (process.platform === 'win32') {
      spawnSync(pgCtl, ['stop', '-w', '-D', dir, '-m', 'fast'], { stdio: 'ignore', windowsHide: true });
      return !runs(pid);
    }
    for (const [signal, ms] of [
      ['SIGINT', 60_000],
      ['SIGQUIT', 10_000],
    ] as const) {
      try {
        process.kill(pid, signal);
      } catch {
        return true;
      }
      if (await until(() => !runs(pid), ms)) return true;
    }
    return false;
  }
  async function act(last: string): Promise<void> {
    if (last === 'done') return;
    const pid = Number(last);
    // It may have been started a moment ago and not have written its file yet.
    if (pid > 0 && (await until(() => runs(pid), 3000))) {
      const isStopped = await stop(pid);
      const fate = isStopped
        ? `PostgreSQL (process ${pid}) was stopped in order; nothing committed is lost`
        : `PostgreSQL (process ${pid}) does not stop: end it by hand`;
      console.error(
        `\nMarquee (process ${parent}) died without stopping. ${fate}. Start it again with npm start. If it ran out of memory, ` +
          'close other programs, allow more (NODE_OPTIONS=--max-old-space-size=4096) or import fewer ratings; if the disk is full, make room.\n',
      );
    }
    for (const folder of remove) rmSync(folder, { recursive: true, force: true });
  }
}
