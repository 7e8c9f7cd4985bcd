import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

export interface UserRating {
  movieId: number;
  rating: number;
  ratedAt: Date;
}

/** Every rating as columns of equal length, by user id, then by movie id; all over SharedArrayBuffers. */
export interface RatingColumns {
  users: Int32Array;
  movies: Int32Array;
  ratings: Float32Array;
  /** Unix seconds; what lies outside of 1970 to 2106 is brought to its nearer end. */
  times: Uint32Array;
  newestRatingAt: Date | null;
}

/** What there is to learn from, in numbers. */
export interface RatingsShape {
  ratings: number;
  users: number;
  movies: number;
  /** Users with at least two ratings. */
  usersWithTwo: number;
  /** null without ratings. */
  lowest: number | null;
  highest: number | null;
}

interface UserSlice {
  firstUser: number;
  lastUser: number;
}

interface PackedUser {
  user_id: number;
  /** 16 bytes a rating, big-endian: movie id (int32), rating (float32), microseconds since 2000 (int64). */
  packed: Buffer;
}

/** Some 4 MB of packed bytes a query. */
const ratingsPerSlice = 250_000;
const bytesPerRating = 16;
/** Where PostgreSQL's time begins, in Unix seconds. */
const year2000 = 946_684_800;

/** Reads ratings: one person's in a query, or all of them for a training. */
@Injectable()
export class RatingsReader {
  constructor(private readonly dataSource: DataSource) {}

  async count(): Promise<number> {
    const rows = await this.dataSource.query<{ count: string }[]>(
      'SELECT coalesce(sum(rating_count), 0) AS count FROM rating_months',
    );
    return Number(rows[0].count);
  }

  /** People with at least one rating. */
  async userCount(): Promise<number> {
    const rows = await this.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM user_stats',
    );
    return rows[0].count;
  }

  async shape(): Promise<RatingsShape> {
    const [shape] = await this.dataSource.query<[RatingsShape]>(
      `SELECT u.ratings, u.users, u."usersWithTwo", m.movies, r.lowest, r.highest
       FROM (SELECT coalesce(sum(rating_count), 0)::float8 AS ratings, count(*)::int AS users,
                    (count(*) FILTER (WHERE rating_count > 1))::int AS "usersWithTwo" FROM user_stats) AS u,
            (SELECT count(*)::int AS movies FROM movie_stats) AS m,
            (SELECT min(rating)::float8 AS lowest, max(rating)::float8 AS highest FROM rating_months) AS r`,
    );
    return shape;
  }

  /** Grows with every change of ratings or films. */
  async revision(): Promise<number> {
    const rows = await this.dataSource.query<{ revision: string }[]>('SELECT revision FROM data_changes');
    return Number(rows[0].revision);
  }

  /** All ratings of one person by movie id; none for somebody unknown. */
  async history(userId: number): Promise<UserRating[]> {
    const rows = await this.dataSource.query<{ movie_id: number; rating: number; rated_at: Date }[]>(
      'SELECT movie_id, rating, rated_at FROM ratings WHERE user_id = $1 ORDER BY movie_id',
      [userId],
    );
    return rows.map((row) => ({ movieId: row.movie_id, rating: row.rating, ratedAt: row.rated_at }));
  }

  /**
   * Every rating, all of one moment. Takes 16 bytes a rating and a few MB besides.
   *
   * @throws the reason of `signal` when it is aborted
   */
  async loadAll(signal?: AbortSignal): Promise<RatingColumns> {
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      // Before the snapshot is taken: an import may put another table in the place of `ratings`.
      await manager.query('LOCK TABLE ratings IN ACCESS SHARE MODE');
      const { slices, ratingCount, newestRatingAt } = await plan(manager);
      const columns = allocate(ratingCount);
      let filled = 0;
      for (const slice of slices) {
        signal?.throwIfAborted();
        filled = unpack(await readSlice(manager, slice), columns, filled);
      }
      if (filled !== ratingCount)
        throw new Error(`Read ${filled} ratings, expected ${ratingCount} by user_stats.`);
      return { ...columns, newestRatingAt };
    });
  }
}

/** Cuts the people into ranges of about as many ratings each. */
async function plan(
  manager: EntityManager,
): Promise<{ slices: UserSlice[]; ratingCount: number; newestRatingAt: Date | null }> {
  const users = await manager.query<{ user_id: number; rating_count: number }[]>(
    'SELECT user_id, rating_count FROM user_stats ORDER BY user_id',
  );
  const [{ newest }] = await manager.query<[{ newest: Date | null }]>(
    'SELECT max(last_rated_at) AS newest FROM user_stats',
  );
  const slices: UserSlice[] = [];
  let ratingCount = 0;
  let inSlice = ratingsPerSlice;
  for (const { user_id: user, rating_count: count } of users) {
    if (inSlice >= ratingsPerSlice) {
      slices.push({ firstUser: user, lastUser: user });
      inSlice = 0;
    }
    slices[slices.length - 1].lastUser = user;
    inSlice += count;
    ratingCount += count;
  }
  return { slices, ratingCount, newestRatingAt: newest };
}

function allocate(count: number): Omit<RatingColumns, 'newestRatingAt'> {
  const bytes = count * 4;
  return {
    users: new Int32Array(new SharedArrayBuffer(bytes)),
    movies: new Int32Array(new SharedArrayBuffer(bytes)),
    ratings: new Float32Array(new SharedArrayBuffer(bytes)),
    times: new Uint32Array(new SharedArrayBuffer(bytes)),
  };
}

/** A row a person rather than a row a rating: seven times faster to read back. */
function readSlice(manager: EntityManager, { firstUser, lastUser }: UserSlice): Promise<PackedUser[]> {
  return manager.query<PackedUser[]>(
    `SELECT user_id, string_agg(int4send(movie_id) || float4send(rating) || timestamptz_send(rated_at), ''
                               ORDER BY movie_id) AS packed
     FROM ratings WHERE user_id BETWEEN $1 AND $2 GROUP BY user_id ORDER BY user_id`,
    [firstUser, lastUser],
  );
}

/** @returns how many places of the columns are filled now */
function unpack(
  rows: readonly PackedUser[],
  { users, movies, ratings, times }: Omit<RatingColumns, 'newestRatingAt'>,
  filled: number,
): number {
  let at = filled;
  for (const { user_id: user, packed } of rows) {
    for (let offset = 0; offset < packed.length; offset += bytesPerRating) {
      users[at] = user;
      movies[at] = packed.readInt32BE(offset);
      ratings[at] = packed.readFloatBE(offset + 4);
      times[at] = unixSeconds(packed.readInt32BE(offset + 8), packed.readUInt32BE(offset + 12));
      at += 1;
    }
  }
  return at;
}

/** @param high, low  the two halves of a time of PostgreSQL's, in microseconds since 2000 */
function unixSeconds(high: number, low: number): number {
  const seconds = Math.floor((high * 2 ** 32 + low) / 1e6) + year2000;
  return Math.min(Math.max(seconds, 0), 2 ** 32 - 1);
}
