import type { ClientBase } from 'pg';

/**
 * Where an import collects what it reads. The schema is made and dropped inside of the import's transaction: nobody else
 * ever sees it, a killed import leaves no trace of it, and what is copied into a table of the same transaction skips
 * the write-ahead log where `wal_level` is minimal.
 */
export const stagingSchema = 'marquee_import';

const importLock = 7_203_377;

/** The schema that the application's tables are in, quoted. */
export type HomeSchema = string;

/** @returns false when another import is at work on this database */
export async function lockImports(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [
    importLock,
  ]);
  return rows[0].locked;
}

/** Makes the tables, empty and without indexes. `ratings` is a twin of the real one, which it may come to replace. */
export async function createStaging(client: ClientBase): Promise<HomeSchema> {
  const { rows } = await client.query<{ home: string }>('SELECT quote_ident(current_schema()) AS home');
  const { home } = rows[0];
  await client.query(`
    CREATE SCHEMA ${stagingSchema};
    CREATE TABLE ${stagingSchema}.ratings (LIKE ${home}.ratings INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    CREATE TABLE ${stagingSchema}.new_movies (
      line bigint GENERATED ALWAYS AS IDENTITY, id integer, title text, year smallint, genres text[], search_text text);
    CREATE TABLE ${stagingSchema}.new_tags (user_id integer, movie_id integer, tag text, tagged_at timestamptz);
    CREATE TABLE ${stagingSchema}.new_links (
      line bigint GENERATED ALWAYS AS IDENTITY, movie_id integer, imdb_id text, tmdb_id integer);
    CREATE TABLE ${stagingSchema}.user_numbers (
      staged integer PRIMARY KEY, id integer NOT NULL, external_id text NOT NULL, is_new boolean NOT NULL);
    CREATE TABLE ${stagingSchema}.movie_numbers (LIKE ${stagingSchema}.user_numbers INCLUDING ALL);
  `);
  return home;
}

/** For one transaction: sorting 20 million keys in memory is several times faster than on disk. */
export const bulkSettings = `
  SET LOCAL maintenance_work_mem = '512MB';
  SET LOCAL work_mem = '128MB';
  SET LOCAL statement_timeout = 0;
  SET LOCAL lock_timeout = 0;
  SET LOCAL idle_in_transaction_session_timeout = 0;
  SET LOCAL client_min_messages = warning;
`;
