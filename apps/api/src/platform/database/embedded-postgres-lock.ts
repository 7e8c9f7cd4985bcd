import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Names one process for good: ids are handed out again, an id together with a time of birth is not. */
interface Holder {
  pid: number;
  /** When the process began, in the platform's own terms; null where it cannot be told. */
  born: string | null;
}

/** Another living process works on this data folder. */
export class DataDirInUseError extends EmbeddedPostgresError {
  constructor(
    readonly dataDir: string,
    readonly pid: number,
  ) {
    super(
      `Marquee is already running on the data folder ${dataDir} (process ${pid}): stop that one first, or set DATA_DIR to another folder.`,
    );
    this.name = 'DataDirInUseError';
  }
}

/**
 * Claims `dataDir` for this process by a file `marquee.lock`. A claim left by a process that died is taken over.
 *
 * @returns gives the claim back; harmless when called twice
 * @throws DataDirInUseError while the process that holds the claim lives
 */
export function lockDataDir(dataDir: string): () => void {
  const path = join(dataDir, 'marquee.lock');
  const mine = JSON.stringify({ pid: process.pid, born: birthOf(process.pid) } satisfies Holder);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (claim(draft, path)) return () => readText(path) === mine && rmSync(path, { force: true });
      const found = readText(path);
      const holder = parseHolder(found);
      if (holder && lives(holder)) throw new DataDirInUseError(dataDir, holder.pid);
      if (found !== null) setAside(path, found);
    }
    throw new EmbeddedPostgresError(
      `${path} cannot be claimed: remove it if no Marquee runs on this folder.`,
    );
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A hard link appears whole or not at all, and never replaces a file that is there. */
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return false;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
    return claimWithoutLinks(draft, path);
  }
}

/** For file systems that know no hard links. */
function claimWithoutLinks(draft: string, path: string): boolean {
  try {
    writeFileSync(path, readFileSync(draft), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead claim, unless somebody replaced it by a living one in the meantime. */
function setAside(path: string, expected: string): void {
  const aside = `${path}.dead-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readText(aside) !== expected) claim(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function parseHolder(text: string | null): Holder | null {
  try {
    const holder = JSON.parse(text ?? 'null') as Holder | null;
    return holder && Number.isInteger(holder.pid) ? holder : null;
  } catch {
    return null;
  }
}

function lives(holder: Holder): boolean {
  if (!isAlive(holder.pid)) return false;
  const born = birthOf(holder.pid);
  return born === null || holder.born === null || born === holder.born;
}

/** Whether a process of this id exists; one of another user counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isZombie(pid: number): boolean {
  return process.platform === 'linux' && linuxStat(pid)?.[0] === 'Z';
}

/** Fields of /proc/<pid>/stat from the third (state) on; the second may itself hold spaces and brackets. */
function linuxStat(pid: number): string[] | null {
  const stat = readText(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function birthOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const ticksSinceBoot = linuxStat(pid)?.[19];
      return ticksSinceBoot
        ? `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticksSinceBoot}`
        : null;
    }
    const [command, parameters] =
      process.platform === 'win32'
        ? ['powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`]]
        : ['ps', ['-o', 'lstart=', '-p', String(pid)]];
    return (
      execFileSync(command, parameters, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() || null
    );
  } catch {
    return null;
  }
}
