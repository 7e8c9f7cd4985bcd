import type { Client } from 'pg';
import type { StoredArtifact } from '../../src/platform/artifacts/artifact-store.js';

/**
 * Every artifact that any row of the database refers to, whichever feature wrote it: in columns named
 * `…uri`, `…sha256` and `…bytes`, or as an object with these three anywhere in a JSON column.
 */
export async function recordedArtifacts(database: Client): Promise<StoredArtifact[]> {
  const { rows: columns } = await database.query<{ table: string; column: string; type: string }>(
    `SELECT table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'public' AND (data_type = 'jsonb' OR column_name LIKE '%uri')`,
  );
  const found: StoredArtifact[] = [];
  for (const { table, column, type } of columns) {
    if (type === 'jsonb') found.push(...(await inJson(database, table, column)));
    else found.push(...(await inColumns(database, table, column.slice(0, -'uri'.length))));
  }
  return found;
}

async function inJson(database: Client, table: string, column: string): Promise<StoredArtifact[]> {
  const { rows } = await database.query<{ artifact: StoredArtifact }>(
    `SELECT artifact FROM "${table}", jsonb_path_query("${column}", 'strict $.** ? (exists (@.uri) && exists (@.sha256))') AS artifact`,
  );
  return rows.map(({ artifact }) => artifact);
}

async function inColumns(database: Client, table: string, prefix: string): Promise<StoredArtifact[]> {
  const { rows: columns } = await database.query(
    `SELECT FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND column_name = ANY ($2)`,
    [table, [`${prefix}sha256`, `${prefix}bytes`]],
  );
  if (columns.length < 2) return [];
  const { rows } = await database.query<{ uri: string; sha256: string; bytes: string }>(
    `SELECT "${prefix}uri" AS uri, "${prefix}sha256" AS sha256, "${prefix}bytes" AS bytes FROM "${table}"
     WHERE "${prefix}uri" IS NOT NULL`,
  );
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
}
