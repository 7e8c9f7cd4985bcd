import { getToken } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, register } from 'prom-client';
import { DataSource } from 'typeorm';

/** What PostgreSQL counts of this database since its statistics were reset. */
interface DatabaseCounts {
  commits: number;
  rollbacks: number;
  blocksRead: number;
  blocksHit: number;
  rowsReturned: number;
  rowsWritten: number;
  temporaryBytes: number;
  deadlocks: number;
  backends: number;
  bytes: number;
  oldestTransactionSeconds: number;
  tables: { name: string; bytes: number; deadRows: number }[];
}

/** Several metrics, and several who scrape, share one query. */
const freshMs = 5_000;
const largestTables = 12;

const sql = `
  SELECT xact_commit::float8 AS commits, xact_rollback::float8 AS rollbacks, blks_read::float8 AS "blocksRead",
    blks_hit::float8 AS "blocksHit", tup_returned::float8 AS "rowsReturned",
    (tup_inserted + tup_updated + tup_deleted)::float8 AS "rowsWritten", temp_bytes::float8 AS "temporaryBytes",
    deadlocks::float8 AS deadlocks, numbackends AS backends, pg_database_size(datid)::float8 AS bytes,
    (SELECT coalesce(extract(epoch FROM max(now() - xact_start)), 0)::float8 FROM pg_stat_activity
     WHERE datname = current_database()) AS "oldestTransactionSeconds",
    (SELECT coalesce(json_agg(t), '[]') FROM (
       SELECT relname AS name, pg_total_relation_size(relid)::float8 AS bytes, n_dead_tup::float8 AS "deadRows"
       FROM pg_stat_user_tables ORDER BY 2 DESC LIMIT ${largestTables}) AS t) AS tables
  FROM pg_stat_database WHERE datname = current_database()`;

/** Reads the counts at most every few seconds. */
class PostgresCounts {
  private asked: { at: number; counts: Promise<DatabaseCounts | null> } | null = null;

  constructor(private readonly dataSource: DataSource) {}

  /** null: the database does not answer. */
  get(): Promise<DatabaseCounts | null> {
    const now = performance.now();
    if (!this.asked || now - this.asked.at > freshMs) {
      const counts = this.dataSource
        .query<DatabaseCounts[]>(sql)
        .then((rows) => rows[0] ?? null)
        .catch(() => null);
      this.asked = { at: now, counts };
    }
    return this.asked.counts;
  }
}

const counters: Record<string, [help: string, of: (counts: DatabaseCounts) => number]> = {
  reco_database_commits_total: ['Transactions that were committed.', ({ commits }) => commits],
  reco_database_rollbacks_total: ['Transactions that were rolled back.', ({ rollbacks }) => rollbacks],
  reco_database_blocks_read_total: ['Blocks that were read from disk.', ({ blocksRead }) => blocksRead],
  reco_database_blocks_hit_total: ['Blocks that were found in memory.', ({ blocksHit }) => blocksHit],
  reco_database_rows_returned_total: ['Rows that were read.', ({ rowsReturned }) => rowsReturned],
  reco_database_rows_written_total: [
    'Rows that were inserted, updated or deleted.',
    ({ rowsWritten }) => rowsWritten,
  ],
  reco_database_temporary_bytes_total: [
    'Bytes written to temporary files.',
    ({ temporaryBytes }) => temporaryBytes,
  ],
  reco_database_deadlocks_total: ['Deadlocks.', ({ deadlocks }) => deadlocks],
};

const gauges: Record<string, [help: string, of: (counts: DatabaseCounts) => number]> = {
  reco_database_backends: ['Connections to the database, of everybody.', ({ backends }) => backends],
  reco_database_size_bytes: ['Size of the database.', ({ bytes }) => bytes],
  reco_database_oldest_transaction_seconds: [
    'Age of the oldest transaction that is open.',
    ({ oldestTransactionSeconds }) => oldestTransactionSeconds,
  ],
};

const tableGauges: Record<string, [help: string, of: (table: DatabaseCounts['tables'][number]) => number]> = {
  reco_database_table_bytes: ['Size of the largest tables with their indexes.', ({ bytes }) => bytes],
  reco_database_dead_rows: [
    'Rows of the largest tables that vacuum has yet to clear.',
    ({ deadRows }) => deadRows,
  ],
};

const countsToken = 'marquee:postgres-counts';

/** Statistics of PostgreSQL itself, read when Prometheus asks: no exporter has to run beside it. */
export const postgresMetricProviders = [
  {
    provide: countsToken,
    inject: [DataSource],
    useFactory: (source: DataSource) => new PostgresCounts(source),
  },
  ...Object.entries(counters).map(([name, [help, of]]) =>
    provider(
      name,
      (counts) =>
        new Counter({
          name,
          help,
          async collect() {
            const read = await counts.get();
            this.reset();
            if (read) this.inc(of(read));
          },
        }),
    ),
  ),
  ...Object.entries(gauges).map(([name, [help, of]]) =>
    provider(
      name,
      (counts) =>
        new Gauge({
          name,
          help,
          async collect() {
            const read = await counts.get();
            if (read) this.set(of(read));
          },
        }),
    ),
  ),
  ...Object.entries(tableGauges).map(([name, [help, of]]) =>
    provider(
      name,
      (counts) =>
        new Gauge({
          name,
          help,
          labelNames: ['table'],
          async collect() {
            const read = await counts.get();
            this.reset();
            for (const table of read?.tables ?? []) this.set({ table: table.name }, of(table));
          },
        }),
    ),
  ),
];

function provider(name: string, make: (counts: PostgresCounts) => Counter | Gauge) {
  return {
    provide: getToken(name),
    inject: [countsToken],
    useFactory: (counts: PostgresCounts): Counter | Gauge => {
      register.removeSingleMetric(name);
      return make(counts);
    },
  };
}
