import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** A stretch of time, from (included) to (not included). */
export interface Span {
  from: Date;
  to: Date;
}

/** Ratings of a window, or an even sample of them, a column each. */
export interface RatingSample {
  /** All ratings of the window, sampled or not. */
  total: number;
  movieIds: number[];
  ratings: number[];
}

@Injectable()
export class DriftSamplesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Times of the first and the last rating; null when there is none. */
  async span(): Promise<{ first: Date; last: Date } | null> {
    const rows = await this.dataSource.query<{ first: Date | null; last: Date | null }[]>(
      'SELECT min(rated_at) AS first, max(rated_at) AS last FROM ratings',
    );
    const { first, last } = rows[0];
    return first && last ? { first, last } : null;
  }

  /**
   * At most about `limit` ratings of a window. Which ones follows from a hash of user and film, so that the same data
   * give the same sample.
   */
  async ratings({ from, to }: Span, limit: number): Promise<RatingSample> {
    const counted = await this.dataSource.query<{ total: number }[]>(
      'SELECT count(*)::int AS total FROM ratings WHERE rated_at >= $1 AND rated_at < $2',
      [from, to],
    );
    const { total } = counted[0];
    const rows = await this.dataSource.query<{ movie_ids: number[] | null; ratings: number[] | null }[]>(
      `SELECT array_agg(movie_id) AS movie_ids, array_agg(rating) AS ratings
       FROM (SELECT movie_id, rating FROM ratings
             WHERE rated_at >= $1 AND rated_at < $2 AND ${sampled('(user_id::bigint << 32) | movie_id')} ORDER BY user_id, movie_id) AS sample`,
      [from, to, shareOf(limit, total)],
    );
    return { total, movieIds: rows[0].movie_ids ?? [], ratings: rows[0].ratings ?? [] };
  }

  /** How many ratings somebody gave on a day on which they gave any: at most about `limit` such days. */
  async ratingsPerUserDay({ from, to }: Span, limit: number, total: number): Promise<number[]> {
    const rows = await this.dataSource.query<{ counts: number[] | null }[]>(
      `SELECT array_agg(n) AS counts
       FROM (SELECT count(*)::int AS n FROM ratings
             WHERE rated_at >= $1 AND rated_at < $2 AND ${sampled('user_id::bigint')}
             GROUP BY user_id, (rated_at AT TIME ZONE 'UTC')::date ORDER BY user_id, 1) AS days`,
      [from, to, shareOf(limit * 4, total)],
    );
    return rows[0].counts ?? [];
  }
}

/** SQL for "this row's hash is in the sample", where $3 is the share of the hash space that is taken. */
function sampled(key: string): string {
  return `(hashint8(${key}) & 2147483647) < $3::float8 * 2147483648`;
}

function shareOf(limit: number, total: number): number {
  return total <= limit ? 1 : limit / total;
}
