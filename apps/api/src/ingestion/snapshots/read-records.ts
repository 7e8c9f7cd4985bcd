import type { ClientBase } from 'pg';

const batchRows = 20_000;

/** A film as a snapshot keeps it. */
export interface SnapshotMovie {
  id: number;
  title: string;
  year: number | null;
  genres: string[];
  imdb_id: string | null;
  tmdb_id: number | null;
}

export interface SnapshotTag {
  user_id: number;
  movie_id: number;
  tag: string;
  /** Microseconds since 1970. */
  tagged_at: bigint;
}

/** All films that the transaction of `client` sees, by id. */
export function readMovies(client: ClientBase): AsyncGenerator<SnapshotMovie[]> {
  return readInBatches<SnapshotMovie, SnapshotMovie>(
    client,
    'SELECT id, title, year, genres, imdb_id, tmdb_id FROM movies ORDER BY id',
    (row) => row,
  );
}

/** All tags that the transaction of `client` sees, by user, film and the bytes of the tag. */
export function readTags(client: ClientBase): AsyncGenerator<SnapshotTag[]> {
  return readInBatches<Omit<SnapshotTag, 'tagged_at'> & { tagged_us: string }, SnapshotTag>(
    client,
    `SELECT user_id, movie_id, tag, (extract(epoch FROM tagged_at) * 1000000)::bigint AS tagged_us
     FROM tags ORDER BY user_id, movie_id, tag COLLATE "C"`,
    ({ tagged_us: micros, ...tag }) => ({ ...tag, tagged_at: BigInt(micros) }),
  );
}

async function* readInBatches<Row extends object, Item>(
  client: ClientBase,
  query: string,
  toItem: (row: Row) => Item,
): AsyncGenerator<Item[]> {
  await client.query(`DECLARE batches NO SCROLL CURSOR FOR ${query}`);
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${batchRows} FROM batches`);
    if (rows.length > 0) yield rows.map(toItem);
    if (rows.length < batchRows) break;
  }
  await client.query('CLOSE batches');
}
