import type { ClientBase } from 'pg';
import { join, resolve } from 'node:path';
import type { HomeSchema } from '../staging.js';

/** The small data set that the first start imports. */
export const sampleDataSet = join(import.meta.dirname, '../../../../../../data/movielens-small');

export interface ImportedSource {
  label: string;
  layout: string;
  choice: string;
  namespace: string | null;
  ratingCount: number;
  movieCount: number;
}

/** Records an import, as of the revision that it leaves behind. */
export async function recordSource(
  client: ClientBase,
  home: HomeSchema,
  source: ImportedSource,
): Promise<void> {
  await client.query(
    `INSERT INTO ${home}.import_sources (label, layout, choice, namespace, is_sample, rating_count, movie_count, revision)
     SELECT $1, $2, $3, $4, $5, $6, $7, revision FROM ${home}.data_changes`,
    [
      source.label,
      source.layout,
      source.choice,
      source.namespace,
      resolve(source.label) === sampleDataSet,
      source.ratingCount,
      source.movieCount,
    ],
  );
}

/** Whether the data here is the sample of the first start, and nothing has changed since. */
export async function isUntouchedSample(client: ClientBase, home: HomeSchema): Promise<boolean> {
  const { rows } = await client.query<{ untouched: boolean }>(
    `SELECT EXISTS (SELECT FROM ${home}.import_sources s JOIN ${home}.data_changes d USING (revision) WHERE s.is_sample)
        AND NOT EXISTS (SELECT FROM ${home}.import_sources WHERE NOT is_sample) AS untouched`,
  );
  return rows[0].untouched;
}

/** The namespaces of sources that were imported as new users, the latest first. */
export async function namespacesOf(client: ClientBase, home: HomeSchema): Promise<string[]> {
  const { rows } = await client.query<{ namespace: string }>(
    `SELECT namespace FROM ${home}.import_sources WHERE namespace IS NOT NULL GROUP BY namespace ORDER BY max(id) DESC`,
  );
  return rows.map(({ namespace }) => namespace);
}
