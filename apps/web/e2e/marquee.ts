import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningMarquee {
  url: string;
  stop: () => Promise<void>;
}

const program = join(import.meta.dirname, '../../api/dist/main.js');
const dashboard = join(import.meta.dirname, '../dist/index.html');

/**
 * A Marquee to click through: the one at `MARQUEE_URL`, or a fresh one of this checkout with the small data set, a
 * database of its own and a free port.
 *
 * @throws when something is not built, or when no rating is served within `timeoutMs`
 */
export async function startMarquee(timeoutMs: number): Promise<RunningMarquee> {
  const given = process.env.MARQUEE_URL;
  if (given) return { url: given.replace(/\/$/, ''), stop: () => Promise.resolve() };
  for (const file of [program, dashboard]) {
    if (!existsSync(file)) throw new Error(`${file} is not there: run "npm run build" first.`);
  }
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'marquee-browser-'));
  // Run by root, PostgreSQL is another user's, who has to get in.
  chmodSync(dataDir, 0o711);
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      API_KEYS: '',
      TRAINING_NICENESS: '0',
      // A first training that tests can wait for on a busy machine.
      TRAINING_BUDGET_SECONDS: '10',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const endWithUs = () => child.kill('SIGTERM');
  process.once('exit', endWithUs);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  }
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    process.off('exit', endWithUs);
    await ended(child);
    endDatabase(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await until(() => hasRatings(url), timeoutMs, child);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\nIts last words:\n${said}`, { cause: error });
  }
  return { url, stop };
}

/** Whether the small data set is in: ratings do not need to wait for the first champion. */
async function hasRatings(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/stats`).catch(() => null);
  if (!response?.ok) return false;
  return ((await response.json()) as { ratings: number }).ratings > 0;
}

async function until(isDone: () => Promise<boolean>, timeoutMs: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isDone())) {
    if (child.exitCode !== null) throw new Error(`Marquee ended with code ${child.exitCode}.`);
    if (Date.now() > deadline) throw new Error(`Marquee served no ratings within ${timeoutMs / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Asks the process to stop and waits for its end; what does not stop within 20 s is killed. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(impatience);
}

/** A Marquee that had to be killed leaves its PostgreSQL behind: it is told to stop at once. */
function endDatabase(dataDir: string): void {
  const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('postmaster.pid'))) {
    const pid = Number(readFileSync(join(dataDir, file), 'utf8').split('\n')[0]);
    if (Number.isInteger(pid) && pid > 1) process.kill(pid, 'SIGQUIT');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
