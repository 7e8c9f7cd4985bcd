import { constants, accessSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { accountFor, prepareHome } from './embedded-postgres-account.js';
import { findBinaries } from './embedded-postgres-binaries.js';
import { databaseName, openCluster, serverSettings, type Cluster } from './embedded-postgres-cluster.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { postGuard } from './embedded-postgres-guard.js';
import { DataDirInUseError, isAlive, lockDataDir } from './embedded-postgres-lock.js';
import {
  readPidFile,
  startPostmaster,
  stopOrphan,
  stopPostmaster,
  turnLog,
  type Postmaster,
  type Server,
} from './embedded-postgres-postmaster.js';

export { DataDirInUseError, EmbeddedPostgresError };

/** Takes what is worth telling a person, a sentence at a time. */
type Log = (message: string) => void;

export interface EmbeddedPostgresOptions {
  /** Absolute folder; the cluster lives in `postgres/` under it. */
  dataDir: string;
  log: Log;
  /** Use the server of another process that already runs on this folder instead of refusing. Default false. */
  joinRunning?: boolean;
  /** false gives up all safety of data for speed: clusters of tests only. Default true. */
  durable?: boolean;
  /** Remove the whole folder should this process die: databases that are thrown away. Default false. */
  discard?: boolean;
}

export interface EmbeddedPostgres {
  /** postgres://… with the password. It names the unix socket where there is one; pg and libpq understand it. */
  readonly url: string;
  /** The same by TCP over loopback. */
  readonly tcpUrl: string;
  readonly port: number;
  readonly socketDir: string | null;
  /** Process id of the server. It changes when a server that died was started again. */
  readonly pid: number;
  /** Process id of what stops the server if this process dies; of a joined server none. */
  readonly guardPid?: number;
  /** Stops the server in order and gives the folder free; harmless when called twice. A joined server is left alone. */
  stop(): Promise<void>;
}

/**
 * Runs the PostgreSQL that npm installed, on a cluster under `dataDir` that is made if need be, with an empty database
 * `marquee`. What a killed process left behind is cleared up first. A server that dies is started again.
 *
 * @throws DataDirInUseError when another living process has the folder
 * @throws EmbeddedPostgresError when PostgreSQL cannot run here; the message says why
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = makeDataDir(options.dataDir);
  let unlock: () => void;
  try {
    unlock = lockDataDir(dataDir);
  } catch (error) {
    if (error instanceof DataDirInUseError && options.joinRunning) return joinServer(dataDir, error);
    throw error;
  }
  try {
    return await startServer(dataDir, options, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function makeDataDir(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o755 });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
    return realpathSync(dataDir);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data folder ${dataDir} cannot be written: give it to this user, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
}

async function startServer(
  dataDir: string,
  { log, durable = true, discard = false }: EmbeddedPostgresOptions,
  unlock: () => void,
): Promise<EmbeddedPostgres> {
  const account = accountFor(join(dataDir, 'postgres'));
  const place = prepareHome(dataDir, account);
  const home = realpathSync(place.home);
  if (place.movedBecause) {
    log(
      `PostgreSQL runs as ${account.name}, which cannot enter ${place.movedBecause}: the database lives in ${home}.`,
    );
  }
  const binaries = findBinaries(home, account);
  if (!existsSync(join(home, 'data'))) log(`Creating a database in ${place.home}.`);
  const cluster = await openCluster(home, binaries, account, durable);
  const server: Server = {
    binaries,
    account,
    dir: cluster.dir,
    logFile: join(home, 'server.log'),
    settings: serverSettings(durable),
  };
  const orphan = await stopOrphan(server);
  if (orphan !== null) log(`Stopped PostgreSQL (process ${orphan}), which a killed Marquee had left.`);
  turnLog(server.logFile);
  const guard = postGuard({
    dir: cluster.dir,
    pgCtl: binaries.pgCtl,
    remove: discard ? [home, dataDir] : [],
  });
  try {
    return await RunningServer.start({ ...server, guard }, cluster, log, unlock);
  } catch (error) {
    guard.dismiss();
    throw error;
  }
}

/** Somebody else's server: wait until it takes connections, then use it. */
async function joinServer(dataDir: string, refusal: DataDirInUseError): Promise<EmbeddedPostgres> {
  const home = realpathSync(join(dataDir, 'postgres'));
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(100)) {
    const found = readPidFile(join(home, 'data'));
    if (!found?.ready || !isAlive(found.pid)) continue;
    const binaries = findBinaries(home, accountFor(home));
    const cluster = await openCluster(home, binaries, accountFor(home), true);
    return { ...addresses(found, cluster), ...found, stop: () => Promise.resolve() };
  }
  throw refusal;
}

function addresses(
  { port, socketDir }: Postmaster,
  { password }: Cluster,
  database = databaseName,
): { url: string; tcpUrl: string } {
  const tcpUrl = `postgres://${databaseName}:${password}@127.0.0.1:${port}/${database}`;
  return { tcpUrl, url: socketDir ? `${tcpUrl}?host=${encodeURIComponent(socketDir)}` : tcpUrl };
}

class RunningServer implements EmbeddedPostgres {
  readonly url: string;
  readonly tcpUrl: string;
  readonly port: number;
  readonly socketDir: string | null;
  private stopping: Promise<void> | null = null;
  private readonly watch: NodeJS.Timeout;

  private constructor(
    private readonly server: Server,
    private postmaster: Postmaster,
    cluster: Cluster,
    private readonly log: Log,
    private readonly unlock: () => void,
  ) {
    ({ url: this.url, tcpUrl: this.tcpUrl } = addresses(postmaster, cluster));
    ({ port: this.port, socketDir: this.socketDir } = postmaster);
    this.watch = setInterval(() => this.revive(), 1000).unref();
  }

  static async start(server: Server, cluster: Cluster, log: Log, unlock: () => void): Promise<RunningServer> {
    const postmaster = await startPostmaster(server, null);
    try {
      await createDatabase(addresses(postmaster, cluster, 'postgres').url);
      return new RunningServer(server, postmaster, cluster, log, unlock);
    } catch (error) {
      await stopPostmaster(server, postmaster.pid);
      throw error;
    }
  }

  get pid(): number {
    return this.postmaster.pid;
  }

  get guardPid(): number | undefined {
    return this.server.guard?.pid;
  }

  stop(): Promise<void> {
    clearInterval(this.watch);
    this.stopping ??= this.reviving
      .then(() => stopPostmaster(this.server, this.pid))
      .then(() => this.server.guard?.dismiss())
      .finally(this.unlock);
    return this.stopping;
  }

  private reviving: Promise<void> = Promise.resolve();
  private isReviving = false;

  /** Starts a server that died again, on its old port, so that connection pools find it. */
  private revive(): void {
    if (this.stopping || this.isReviving || isAlive(this.pid)) return;
    this.isReviving = true;
    this.log(
      `PostgreSQL (process ${this.pid}) died and is started again; its log is ${this.server.logFile}.`,
    );
    this.reviving = startPostmaster(this.server, this.port)
      .then((postmaster) => void (this.postmaster = postmaster))
      .catch((err: unknown) => this.log(`PostgreSQL could not be started again: ${String(err)}`))
      .finally(() => (this.isReviving = false));
  }
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end();
  }
}
