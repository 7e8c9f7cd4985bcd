import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../dist/main.js');

/** The real process, as `npm start` runs it once everything is built. */
export interface RunningProcess {
  child: ChildProcess;
  url: string;
  output(): string;
  exited: Promise<number | null>;
  /** Waits until it says that it is ready. @throws when it ends instead */
  ready(): Promise<RunningProcess>;
  ask<T = any>(method: string, path: string, body?: object): Promise<T>;
  /** Waits until a job is as wanted. */
  until(jobId: string, wanted: (job: any) => boolean): Promise<any>;
  /** Ends it at once, without a chance to tidy up. */
  kill(): Promise<void>;
  /** Asks it to stop. @returns its exit code */
  stop(): Promise<number | null>;
}

/** @throws when the application has not been built */
export async function startProcess(environment: Record<string, string>): Promise<RunningProcess> {
  if (!existsSync(main)) throw new Error(`${main} is not there: run npm run build first.`);
  const port = environment.PORT ?? String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      BOOTSTRAP: 'false',
      TRAINING_NICENESS: '0',
      DATABASE_URL: '',
      PORT: port,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers: body ? { 'content-type': 'application/json' } : {},
      body: body && JSON.stringify(body),
    });
    return (await response.json()) as T;
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    child.kill(signal);
    return exited;
  }

  const running: RunningProcess = {
    child,
    url,
    output: () => text,
    exited,
    ask,
    async ready() {
      while (!text.includes('boot.ready') && !text.includes('Marquee is ready')) {
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`The process ended:\n${text}`);
        await pause(50);
      }
      return running;
    },
    async until(jobId, wanted) {
      for (;;) {
        const job = await ask<any>('GET', `/api/v1/jobs/${jobId}`);
        if (wanted(job)) return job;
        await pause(50);
      }
    },
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
  return running;
}

export const hasEnded = (job: any): boolean => !['queued', 'running'].includes(job.state);

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
