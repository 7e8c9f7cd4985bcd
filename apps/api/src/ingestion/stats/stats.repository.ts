import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

export interface MonthlyRatings {
  /** 'YYYY-MM', UTC. */
  month: string;
  rating: number;
  count: number;
}

export interface CountRange {
  from: number;
  to: number;
  count: number;
}

/** Lower ends of the ranges in which people and films are counted by how many ratings they have. */
const rangeStarts = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];

/** Reads what the triggers of the ratings table keep: no request counts millions of ratings. */
@Injectable()
export class StatsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Ratings by month and value, oldest first. */
  async months(): Promise<MonthlyRatings[]> {
    return this.dataSource.query<MonthlyRatings[]>(
      `SELECT to_char(month, 'YYYY-MM') AS month, rating, rating_count AS count FROM rating_months ORDER BY 1, 2`,
    );
  }

  async users(): Promise<{ count: number; firstRatedAt: Date | null; lastRatedAt: Date | null }> {
    const [row] = await this.dataSource.query<[{ count: number; first: Date | null; last: Date | null }]>(
      'SELECT count(*)::int AS count, min(first_rated_at) AS first, max(last_rated_at) AS last FROM user_stats',
    );
    return { count: row.count, firstRatedAt: row.first, lastRatedAt: row.last };
  }

  /** How many people, or films, have how many ratings; ranges up to the last that has any. */
  async ratingsPer(table: 'user_stats' | 'movie_stats'): Promise<CountRange[]> {
    const rows = await this.dataSource.query<{ range: number; largest: number; count: number }[]>(
      `SELECT width_bucket(rating_count, $1::int[]) AS range, max(rating_count) AS largest, count(*)::int AS count
       FROM ${table} GROUP BY 1 ORDER BY 1`,
      [rangeStarts],
    );
    const counts = new Map(rows.map(({ range, count }) => [range, count]));
    const last = rows.at(-1);
    return rangeStarts.slice(0, last?.range ?? 0).map((from, i) => ({
      from,
      to: i + 1 < rangeStarts.length ? rangeStarts[i + 1] - 1 : (last?.largest ?? from),
      count: counts.get(i + 1) ?? 0,
    }));
  }
}
