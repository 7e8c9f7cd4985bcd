import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ActiveUser } from './rating-simulator.js';

@Injectable()
export class SimulationRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Everybody who has rated something, by id. */
  async activeUsers(): Promise<ActiveUser[]> {
    return this.dataSource.query<ActiveUser[]>(
      `SELECT user_id AS id, rating_count AS "ratingCount", rating_sum / rating_count AS "averageRating"
       FROM user_stats ORDER BY user_id`,
    );
  }

  /** @returns for each pair whether it is rated */
  async areRated(pairs: readonly { userId: number; movieId: number }[]): Promise<boolean[]> {
    const rows = await this.dataSource.query<{ rated: boolean }[]>(
      `SELECT r.user_id IS NOT NULL AS rated
       FROM unnest($1::int[], $2::int[]) WITH ORDINALITY AS pair (user_id, movie_id, place)
       LEFT JOIN ratings r USING (user_id, movie_id) ORDER BY place`,
      [pairs.map(({ userId }) => userId), pairs.map(({ movieId }) => movieId)],
    );
    return rows.map(({ rated }) => rated);
  }
}
