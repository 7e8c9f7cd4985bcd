import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Span, WindowSample } from './window-sample.js';

type RatingColumns = Pick<WindowSample, 'total' | 'userIds' | 'movieIds' | 'ratings' | 'times'>;
type Row = [userId: number, movieId: number, rating: number, time: number];

@Injectable()
export class WindowSamplesRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Times of the first and the last rating; null when there is none. */
  async span(): Promise<{ first: Date; last: Date } | null> {
    const rows = await this.dataSource.query<{ first: Date | null; last: Date | null }[]>(
      'SELECT min(first_rated_at) AS first, max(last_rated_at) AS last FROM user_stats',
    );
    const { first, last } = rows[0];
    return first && last ? { first, last } : null;
  }

  /** When the last but `count` rating was given; null where there are not so many. */
  async timeOfLast(count: number): Promise<Date | null> {
    const rows = await this.dataSource.query<{ ratedAt: Date }[]>(
      'SELECT rated_at AS "ratedAt" FROM ratings ORDER BY rated_at DESC OFFSET $1 LIMIT 1',
      [count - 1],
    );
    return rows[0]?.ratedAt ?? null;
  }

  /**
   * At most about `limit` ratings of a window. Which ones follows from a hash of user and film, so that the same data
   * give the same sample. The table is read once.
   */
  async sample(span: Span, limit: number): Promise<Omit<WindowSample, 'predicted'>> {
    const share = Math.min(1, limit / Math.max(1, await this.mostRatings(span)));
    const columns = await this.ratings(span, share);
    const people = await this.people([...new Set(columns.userIds)]);
    return {
      ...columns,
      userRatings: columns.userIds.map((id) => people.get(id)?.ratings ?? 0),
      userSince: columns.userIds.map((id) => people.get(id)?.since ?? 0),
      ratingsPerUserDay: await this.ratingsPerUserDay(span, Math.min(1, share * 4)),
    };
  }

  /** An upper bound from the counts by month. */
  private async mostRatings({ from, to }: Span): Promise<number> {
    const rows = await this.dataSource.query<[{ count: string }]>(
      `SELECT coalesce(sum(rating_count), 0) AS count FROM rating_months
       WHERE month >= date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC')::date AND month <= ($2::timestamptz AT TIME ZONE 'UTC')::date`,
      [from, to],
    );
    return Number(rows[0].count);
  }

  private async ratings({ from, to }: Span, share: number): Promise<RatingColumns> {
    const rows = await this.dataSource.query<[{ total: number; rows: Row[] | null }]>(
      `SELECT count(*)::int AS total,
              json_agg(json_build_array(user_id, movie_id, rating, extract(epoch FROM rated_at)::float8))
                FILTER (WHERE ${sampled('(user_id::bigint << 32) | movie_id')}) AS rows
       FROM ratings WHERE rated_at >= $1 AND rated_at < $2`,
      [from, to, share],
    );
    const sample = (rows[0].rows ?? []).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return {
      total: rows[0].total,
      userIds: sample.map(([userId]) => userId),
      movieIds: sample.map(([, movieId]) => movieId),
      ratings: sample.map(([, , rating]) => rating),
      times: sample.map(([, , , time]) => time),
    };
  }

  private async people(userIds: readonly number[]): Promise<Map<number, { ratings: number; since: number }>> {
    const rows = await this.dataSource.query<{ id: number; ratings: number; since: number }[]>(
      `SELECT user_id AS id, rating_count AS ratings, extract(epoch FROM first_rated_at)::float8 AS since
       FROM user_stats WHERE user_id = ANY ($1)`,
      [userIds],
    );
    return new Map(rows.map(({ id, ...person }) => [id, person]));
  }

  private async ratingsPerUserDay({ from, to }: Span, share: number): Promise<number[]> {
    const rows = await this.dataSource.query<{ counts: number[] | null }[]>(
      `SELECT array_agg(n) AS counts
       FROM (SELECT count(*)::int AS n FROM ratings
             WHERE rated_at >= $1 AND rated_at < $2 AND ${sampled('user_id::bigint')}
             GROUP BY user_id, (rated_at AT TIME ZONE 'UTC')::date ORDER BY user_id, 1) AS days`,
      [from, to, share],
    );
    return rows[0].counts ?? [];
  }
}

/** SQL for "this row's hash is in the sample", where $3 is the share of the hash space that is taken. */
function sampled(key: string): string {
  return `(hashint8(${key}) & 2147483647) < $3::float8 * 2147483648`;
}
