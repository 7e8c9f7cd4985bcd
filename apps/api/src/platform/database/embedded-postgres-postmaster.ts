import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { give, spawnAs, type Account } from './embedded-postgres-account.js';
import type { Binaries } from './embedded-postgres-binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { Guard } from './embedded-postgres-guard.js';
import { isAlive } from './embedded-postgres-lock.js';

/** How to run a server on a cluster. */
export interface Server {
  binaries: Binaries;
  account: Account;
  /** PostgreSQL's data directory. */
  dir: string;
  logFile: string;
  settings: Readonly<Record<string, string | number>>;
  /** Told of each server that is started. */
  guard?: Guard;
}

export interface Postmaster {
  pid: number;
  port: number;
  /** Folder of the unix socket; null where there is none. */
  socketDir: string | null;
}

const startTimeoutMs = 120_000;
const fastStopMs = 60_000;
const immediateStopMs = 10_000;
const largestLogBytes = 10 * 1024 ** 2;

/** What `postmaster.pid` says; null without one. `ready` means that connections are taken. */
export function readPidFile(dir: string): (Postmaster & { ready: boolean }) | null {
  const path = join(dir, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const [pid, , , port, socketDir] = lines;
  return { pid: Number(pid), port: Number(port), socketDir: socketDir || null, ready: lines[7] === 'ready' };
}

/**
 * Starts a server and waits until it takes connections. It leads a session of its own: a Ctrl-C in the terminal reaches
 * only this process, which stops the server in its own time.
 *
 * @param port  null picks a free one
 * @throws EmbeddedPostgresError with what the server's log says
 */
export async function startPostmaster(server: Server, port: number | null): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const logged = sizeOf(server.logFile);
    const failure = await tryStart(server, port ?? (await freePort()));
    if (failure === null) {
      const postmaster = readPidFile(server.dir) as Postmaster;
      server.guard?.watch(postmaster.pid);
      return postmaster;
    }
    const log = readFileSync(server.logFile).subarray(logged).toString();
    // Somebody took the port in between, or backends of a server that was killed have not noticed yet.
    const passing = /Address already in use|could not bind|shared memory block/.test(log);
    if (!passing || attempt === 15)
      throw new EmbeddedPostgresError(`PostgreSQL did not start (${failure}): ${faultIn(log)}`);
    await sleep(1000);
  }
}

/** @returns null once the server is ready, else what became of it */
async function tryStart(server: Server, port: number): Promise<string | null> {
  if (process.platform === 'win32') return startOnWindows(server, port);
  const child = spawnServer(server, port);
  // At once: this process may die before the server is ready.
  if (child.pid !== undefined) server.guard?.watch(child.pid);
  const end = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  let ended: string | null = null;
  void end.then((how) => (ended = how));
  const deadline = Date.now() + startTimeoutMs;
  while (ended === null) {
    const found = readPidFile(server.dir);
    if (found?.ready && found.pid === child.pid) return null;
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      return `not ready after ${startTimeoutMs / 1000} s`;
    }
    await sleep(15);
  }
  return ended;
}

function spawnServer(server: Server, port: number): ChildProcess {
  const log = openSync(server.logFile, 'a', 0o600);
  give(server.logFile, server.account);
  try {
    const options = {
      ...spawnAs(server.account),
      cwd: server.dir,
      detached: true,
      stdio: ['ignore', log, log] as ['ignore', number, number],
    };
    const child = spawn(server.binaries.postgres, parameters(server, port), options);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** Only pg_ctl can shed an administrator's rights, which PostgreSQL refuses to run with. */
async function startOnWindows(
  { binaries, dir, logFile, ...rest }: Server,
  port: number,
): Promise<string | null> {
  const options = parameters({ binaries, dir, logFile, ...rest }, port)
    .slice(2)
    .map((part) => `"${part}"`)
    .join(' ');
  try {
    await promisify(execFile)(binaries.pgCtl, [
      'start',
      '-w',
      '-D',
      dir,
      '-l',
      logFile,
      '-t',
      String(startTimeoutMs / 1000),
      '-o',
      options,
    ]);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function parameters({ dir, settings }: Server, port: number): string[] {
  const socketDir = socketDirFor(dir);
  const all = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socketDir ?? '',
    unix_socket_permissions: '0700',
    ...settings,
  };
  return ['-D', dir, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** The cluster's own folder, where the socket's path fits into what the system allows (108 bytes, 104 on macOS). */
function socketDirFor(dir: string): string | null {
  if (process.platform === 'win32' || /[,"\s]/.test(dir)) return null;
  return Buffer.byteLength(join(dir, '.s.PGSQL.65535')) < 103 ? dir : null;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Stops a server: connections are ended and everything is written (PostgreSQL's "fast" stop). One that takes over a
 * minute is told to drop everything; its next start then recovers from the log.
 */
export async function stopPostmaster(
  { binaries, dir }: Pick<Server, 'binaries' | 'dir'>,
  pid: number,
): Promise<void> {
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pgCtl, [
      'stop',
      '-w',
      '-D',
      dir,
      '-m',
      'fast',
      '-t',
      String(fastStopMs / 1000),
    ]);
    return;
  }
  if ((await signal(pid, 'SIGINT', fastStopMs)) || (await signal(pid, 'SIGQUIT', immediateStopMs))) return;
  throw new EmbeddedPostgresError(`PostgreSQL (process ${pid}) does not stop: end it, then start again.`);
}

/** @returns whether the process is gone within `waitMs` */
async function signal(pid: number, name: 'SIGINT' | 'SIGQUIT', waitMs: number): Promise<boolean> {
  try {
    process.kill(pid, name);
  } catch {
    return true;
  }
  for (const deadline = Date.now() + waitMs; Date.now() < deadline; await sleep(15)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}

/**
 * Deals with what an earlier process left, whose claim on the folder this process has taken over: a server that outlived
 * it is stopped in order. A pid file whose number now belongs to some other process, or to a server that was killed and
 * that nobody has taken note of yet (a zombie, which PostgreSQL takes for alive), is made harmless.
 *
 * @returns process id of the server that was stopped, or null
 */
export async function stopOrphan(server: Pick<Server, 'binaries' | 'dir'>): Promise<number | null> {
  const left = readPidFile(server.dir);
  if (left === null) return null;
  if (isAlive(left.pid) && isServerOf(server.dir, left.pid)) {
    await stopPostmaster(server, left.pid);
    return left.pid;
  }
  // PostgreSQL takes its parent's id for a stale entry, and still looks at the shared memory that the file names.
  const path = join(server.dir, 'postmaster.pid');
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [String(process.pid), ...lines.slice(1)].join('\n'));
  return null;
}

/** Where the system cannot tell, the pid file is believed. */
function isServerOf(dir: string, pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words[words.indexOf('-D') + 1] === dir;
  } catch {
    return false;
  }
}

/** Begins a new log when the old one has grown large; one old one is kept. */
export function turnLog(logFile: string): void {
  if (sizeOf(logFile) > largestLogBytes) renameSync(logFile, `${logFile}.old`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function faultIn(log: string): string {
  const lines = log.trim().split('\n');
  const fault = lines.find((line) => /FATAL|PANIC|error while loading/.test(line)) ?? lines.at(-1);
  return fault?.trim() || 'its log is empty.';
}
