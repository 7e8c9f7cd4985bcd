import { execFileSync, spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Who runs PostgreSQL. Empty means this process's own user. */
export interface Account {
  uid?: number;
  gid?: number;
  name?: string;
}

/**
 * PostgreSQL refuses to run as root, so that root lends it an account: the owner of an existing cluster, else the first
 * of `postgres`, `nobody` and the machine's ordinary users.
 *
 * @param clusterDir  folder of the cluster, which need not exist
 * @throws EmbeddedPostgresError when there is no such account, or the cluster belongs to somebody else
 */
export function accountFor(clusterDir: string): Account {
  if (process.getuid === undefined) return {};
  const owner = existsSync(clusterDir) ? statSync(clusterDir) : null;
  if (process.getuid() !== 0) {
    if (owner && owner.uid !== process.getuid()) {
      throw new EmbeddedPostgresError(
        `The database in ${clusterDir} belongs to user ${owner.uid}, not to you (user ${process.getuid()}): start as that user or as root, or set DATA_DIR to another folder.`,
      );
    }
    return {};
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, name: `user ${owner.uid}` };
  for (const name of ['postgres', 'nobody', ...ordinaryUsers()]) {
    const uid = numberOf('-u', name);
    const gid = numberOf('-g', name);
    if (uid !== null && gid !== null && uid !== 0) return { uid, gid, name };
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root and this machine has no other user: add one (useradd postgres), or set DATABASE_URL to a database elsewhere.',
  );
}

function ordinaryUsers(): string[] {
  if (!existsSync('/etc/passwd')) return [];
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  return users.filter(([, , uid]) => Number(uid) >= 1000).map(([name]) => name);
}

function numberOf(flag: '-u' | '-g', user: string): number | null {
  try {
    return Number(
      execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' }),
    );
  } catch {
    return null;
  }
}

/** What spawn wants to run a program as this account. */
export function spawnAs({ uid, gid }: Account): { uid?: number; gid?: number } {
  return uid === undefined ? {} : { uid, gid };
}

/** Hands a file or folder over to the account. */
export function give(path: string, { uid, gid }: Account): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** The outermost folder on the way to `folder` that the account cannot enter, found by trying; null when all are open. */
export function closedFolder(folder: string, account: Account): string | null {
  if (account.uid === undefined) return null;
  const enter = (path: string) =>
    spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { ...spawnAs(account), cwd: '/', stdio: 'ignore' });
  if (enter(folder).status === 0) return null;
  const way: string[] = [];
  for (let path = folder; path !== dirname(path); path = dirname(path)) way.unshift(path);
  return way.find((path) => enter(path).status !== 0) ?? folder;
}

/**
 * The folder where PostgreSQL's files live: `<dataDir>/postgres`. Where the account cannot get there (a checkout in
 * root's home), that becomes a link to a fresh folder under `outside`, and the database lives there.
 *
 * @returns the folder, and in `movedBecause` the closed folder if it was put outside by this call
 */
export function prepareHome(
  dataDir: string,
  account: Account,
  outside = '/var/lib/marquee',
): { home: string; movedBecause: string | null } {
  const home = join(dataDir, 'postgres');
  if (lstatSync(home, { throwIfNoEntry: false }) === undefined) {
    const closed = closedFolder(dataDir, account);
    if (closed === null) mkdirSync(home, { mode: 0o700 });
    else symlinkSync(makeOutside(outside, dataDir, closed, account), home);
    give(home, account);
    return { home, movedBecause: closed };
  }
  if (!existsSync(home))
    throw new EmbeddedPostgresError(
      `${home} points to a folder that is gone: remove it to begin with an empty database.`,
    );
  const closed = closedFolder(home, account);
  if (closed === null || lstatSync(home).isSymbolicLink()) return { home, movedBecause: null };
  throw new EmbeddedPostgresError(unreachable(dataDir, closed, account));
}

function makeOutside(outside: string, dataDir: string, closed: string, account: Account): string {
  try {
    mkdirSync(outside, { recursive: true, mode: 0o755 });
    if (closedFolder(outside, account) === null) return mkdtempSync(join(outside, 'postgres-'));
  } catch (error) {
    throw new EmbeddedPostgresError(unreachable(dataDir, closed, account), { cause: error });
  }
  throw new EmbeddedPostgresError(unreachable(dataDir, closed, account));
}

function unreachable(dataDir: string, closed: string, account: Account): string {
  return `PostgreSQL runs as ${account.name}, because it refuses to run as root, and cannot reach ${dataDir}: ${closed} is closed to it; set DATA_DIR to a folder outside (such as /srv/marquee).`;
}
