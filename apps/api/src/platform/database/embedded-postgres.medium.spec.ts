import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from './embedded-postgres-lock.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.js';

jest.setTimeout(600_000);

const apiFolder = resolve(import.meta.dirname, '../../..');

describe('startEmbeddedPostgres', () => {
  let dataDir: string;
  let messages: string[];
  const databases: EmbeddedPostgres[] = [];
  const holders: ChildProcess[] = [];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'marquee-pg-'));
    chmodSync(dataDir, 0o711);
    messages = [];
  });

  afterEach(async () => {
    for (const holder of holders.splice(0)) holder.kill('SIGKILL');
    await Promise.all(databases.splice(0).map((database) => database.stop()));
    const home = join(dataDir, 'postgres');
    if (existsSync(home)) rmSync(realpathSync(home), { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const database = await startEmbeddedPostgres({
      dataDir,
      log: (message) => messages.push(message),
      durable: false,
      ...options,
    });
    databases.push(database);
    return database;
  }

  /** A database that another Node process holds. */
  async function startElsewhere(): Promise<{
    holder: ChildProcess;
    url: string;
    pid: number;
    guardPid: number;
  }> {
    const holder = spawn(process.execPath, [join(apiFolder, 'test', 'hold-database.mjs'), dataDir], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    holders.push(holder);
    const [line] = (await once(holder.stdout, 'data')) as [Buffer];
    return { holder, ...(JSON.parse(line.toString()) as { url: string; pid: number; guardPid: number }) };
  }

  async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('makes a cluster with an empty database, reached by socket and by TCP, and stops it', async () => {
    const database = await start();
    const name = [{ name: 'marquee' }];
    expect(await query(database.url, 'SELECT current_database() AS name')).toEqual(name);
    expect(await query(database.tcpUrl, 'SELECT current_database() AS name')).toEqual(name);
    expect(statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
    await database.stop();
    expect(isAlive(database.pid)).toBe(false);
    expect(existsSync(join(dataDir, 'marquee.lock'))).toBe(false);
  });

  it('lets nobody in without the password', async () => {
    const { url } = await start();
    await expect(query(url.replace(/:[^:@/]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('keeps its data over a restart, with settings that lose nothing', async () => {
    const first = await start({ durable: true });
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS seven');
    await first.stop();
    const second = await start({ durable: true });
    expect(await query(second.url, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }]);
    const settings =
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, current_setting('wal_level') AS wal";
    expect(await query(second.url, settings)).toEqual([{ fsync: 'on', commit: 'on', wal: 'minimal' }]);
    expect(messages).toEqual([expect.stringMatching(/^Creating a database in /)]);
  });

  it('refuses a second start on the folder in one sentence, and joins the running server when asked to', async () => {
    const { url } = await start();
    await expect(start()).rejects.toThrow(
      `Marquee is already running on the data folder ${realpathSync(dataDir)} (process ${process.pid}): stop that one first, or set DATA_DIR to another folder.`,
    );
    const joined = await start({ joinRunning: true });
    expect(joined.url).toBe(url);
    await joined.stop();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each(['SIGKILL', 'SIGABRT'] as const)(
    'leaves no server behind when its process dies of %s, and says what to do',
    async (signal) => {
      const { holder, url, pid, guardPid } = await startElsewhere();
      await query(url, 'CREATE TABLE committed AS SELECT 7 AS seven');
      await expect(start()).rejects.toThrow(`process ${holder.pid}`);
      let said = '';
      holder.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      holder.kill(signal);
      await once(holder, 'close');
      expect([isAlive(pid), isAlive(guardPid)]).toEqual([false, false]);
      expect(existsSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
      expect(said).toMatch(
        `Marquee (process ${holder.pid}) died without stopping. PostgreSQL (process ${pid}) was stopped in order; nothing committed is lost. Start it again with npm start.`,
      );
      const database = await start();
      expect(messages).toEqual([]);
      expect(await query(database.url, 'SELECT seven FROM committed')).toEqual([{ seven: 7 }]);
    },
  );

  it('has the server that was started again guarded too, and the guard go home after a stop in order', async () => {
    const database = await start();
    const { pid, guardPid } = database;
    process.kill(pid, 'SIGKILL');
    while (database.pid === pid) await sleep(50);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(guardPid!, signal);
    expect(isAlive(guardPid!)).toBe(true);
    await database.stop();
    while (isAlive(guardPid!)) await sleep(20);
  });

  it('clears up after a process that was killed together with its guard', async () => {
    const { holder, url, pid, guardPid } = await startElsewhere();
    await query(url, 'CREATE TABLE committed AS SELECT 7 AS seven');
    process.kill(guardPid, 'SIGKILL');
    while (isAlive(guardPid)) await sleep(20);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(isAlive(pid)).toBe(true);
    const database = await start();
    expect(messages).toEqual([`Stopped PostgreSQL (process ${pid}), which a killed Marquee had left.`]);
    expect(isAlive(pid)).toBe(false);
    expect(await query(database.url, 'SELECT seven FROM committed')).toEqual([{ seven: 7 }]);
  });

  it('starts over stale files: a dead claim, and a pid file whose number another process has now', async () => {
    const first = await start();
    const pidFile = readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8');
    await first.stop();
    writeFileSync(
      join(dataDir, 'postgres', 'data', 'postmaster.pid'),
      pidFile.replace(/^\d+/, String(process.ppid)),
    );
    writeFileSync(
      join(dataDir, 'marquee.lock'),
      JSON.stringify({ pid: process.ppid, born: 'in another life' }),
    );
    const second = await start();
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts after a server was killed whose end its parent has not taken note of', async () => {
    const { holder, pid } = await startElsewhere();
    holder.kill('SIGSTOP');
    process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await sleep(10);
    writeFileSync(
      join(dataDir, 'marquee.lock'),
      JSON.stringify({ pid: holder.pid, born: 'in another life' }),
    );
    expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('makes the cluster afresh after an initdb that was interrupted', async () => {
    await (await start()).stop();
    const home = join(dataDir, 'postgres');
    rmSync(join(home, 'data'), { recursive: true });
    mkdirSync(join(home, 'data.draft', 'base'), { recursive: true });
    const database = await start();
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('starts a server that died again, on the same address', async () => {
    const database = await start();
    const { pid, url } = database;
    process.kill(pid, 'SIGKILL');
    while (database.pid === pid) await sleep(50);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(messages.at(-1)).toMatch(/died and is started again/);
  });

  it('says which version made a cluster that this one cannot read', async () => {
    await (await start()).stop();
    writeFileSync(join(dataDir, 'postgres', 'data', 'PG_VERSION'), '14\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 14 and this is PostgreSQL 18/);
    expect(existsSync(join(dataDir, 'marquee.lock'))).toBe(false);
  });

  const asRoot = process.getuid?.() === 0 ? it : (name: string) => it.todo(`${name} (run as root to see it)`);
  asRoot('lives outside a folder that only root may enter', async () => {
    chmodSync(dataDir, 0o700);
    const database = await start();
    expect(await query(database.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(messages[0]).toMatch(/cannot enter .*: the database lives in \/var\/lib\/marquee\//);
    expect(realpathSync(join(dataDir, 'postgres'))).toMatch(/^\/var\/lib\/marquee\//);
  });
});
