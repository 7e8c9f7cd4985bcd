import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { give, spawnAs, type Account } from './embedded-postgres-account.js';
import type { Binaries } from './embedded-postgres-binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The superuser and the database have one name. */
export const databaseName = 'marquee';

export interface Cluster {
  /** PostgreSQL's data directory. */
  dir: string;
  password: string;
  /** Whether this call made it. */
  created: boolean;
}

/**
 * The cluster under `home`, made if it is not there: initdb works in a passing folder that is renamed when whole, so
 * that an interrupted first start leaves nothing that a second one could trip over.
 *
 * @param durable  false skips every fsync, for clusters that are thrown away
 */
export async function openCluster(
  home: string,
  binaries: Binaries,
  account: Account,
  durable: boolean,
): Promise<Cluster> {
  const dir = join(home, 'data');
  const password = passwordIn(home);
  if (existsSync(dir)) {
    checkVersion(dir, binaries);
    return { dir, password, created: false };
  }
  for (const name of readdirSync(home)) {
    if (name.startsWith('data.draft')) rmSync(join(home, name), { recursive: true, force: true });
  }
  const draft = join(home, 'data.draft');
  await initialise(draft, password, binaries, account, durable);
  renameSync(draft, dir);
  return { dir, password, created: true };
}

/** Generated once, readable by this process's user alone. */
function passwordIn(home: string): string {
  const path = join(home, 'password');
  if (!existsSync(path)) {
    writeFileSync(`${path}.draft`, randomBytes(24).toString('base64url'), { mode: 0o600 });
    renameSync(`${path}.draft`, path);
  }
  return readFileSync(path, 'utf8').trim();
}

function checkVersion(dir: string, { major }: Binaries): void {
  const found = readFileSync(join(dir, 'PG_VERSION'), 'utf8').trim();
  if (found === major) return;
  throw new EmbeddedPostgresError(
    `The database in ${dir} was made by PostgreSQL ${found} and this is PostgreSQL ${major}: go back to the version of Marquee that made it, or set DATA_DIR to another folder.`,
  );
}

async function initialise(
  dir: string,
  password: string,
  { initdb }: Binaries,
  account: Account,
  durable: boolean,
): Promise<void> {
  mkdirSync(dir, { mode: 0o700 });
  give(dir, account);
  const passwordFile = `${dir}.password`;
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  give(passwordFile, account);
  const parameters = [
    '-D',
    dir,
    '-U',
    databaseName,
    `--pwfile=${passwordFile}`,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--no-instructions',
  ];
  // The built-in provider orders and folds text the same way on every operating system.
  parameters.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) parameters.push('--no-sync');
  try {
    await promisify(execFile)(initdb, parameters, { ...spawnAs(account), cwd: dir });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new EmbeddedPostgresError(
      `PostgreSQL could not create its files in ${dir}: ${(stderr || message).trim()}`,
      { cause: error },
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

const mebibyte = 1024 ** 2;

/**
 * Settings of the server: nothing committed is ever lost, and a bulk load is written once. With `wal_level` minimal, COPY
 * into a table made in the same transaction goes to the table alone.
 */
export function serverSettings(durable: boolean): Record<string, string | number> {
  const memory = usableMemory() / mebibyte;
  const settings: Record<string, string | number> = {
    shared_buffers: `${Math.round(Math.min(memory / 8, 2048))}MB`,
    effective_cache_size: `${Math.round(memory / 2)}MB`,
    maintenance_work_mem: `${Math.round(Math.min(memory / 8, 512))}MB`,
    work_mem: `${Math.round(Math.min(memory / 64, 64))}MB`,
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on',
    synchronous_commit: 'on',
    fsync: 'on',
    random_page_cost: 1.1,
    effective_io_concurrency: 64,
    max_connections: 100,
    jit: 'off',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  };
  if (!durable)
    Object.assign(settings, {
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      shared_buffers: '128MB',
      autovacuum: 'off',
    });
  if (hasSmallSharedMemory()) settings.dynamic_shared_memory_type = 'mmap';
  return settings;
}

/** Bytes that this process may use: a container may have less than the machine. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** Containers often have 64 MB in /dev/shm, which a parallel query overruns. */
function hasSmallSharedMemory(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const { bsize, blocks } = statfsSync('/dev/shm');
    return bsize * blocks < 1024 * mebibyte;
  } catch {
    return true;
  }
}
