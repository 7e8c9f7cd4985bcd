import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RecommendationServed } from '../events.js';

export interface LoggedRecommendation {
  modelVersion: number | null;
  strategy: string;
  movieIds: number[];
  latencyMs: number;
}

@Injectable()
export class RecommendationLogRepository {
  constructor(private readonly dataSource: DataSource) {}

  async insert(batch: readonly RecommendationServed[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO recommendations (id, user_id, model_version, strategy, movie_ids, latency_ms, served_at)
       SELECT (r->>'id')::uuid, (r->>'userId')::int, (r->>'modelVersion')::int, r->>'strategy',
              ARRAY(SELECT jsonb_array_elements_text(r->'movieIds')::int), (r->>'latencyMs')::real, (r->>'servedAt')::timestamptz
       FROM jsonb_array_elements($1::jsonb) AS r
       ON CONFLICT (id) DO NOTHING`,
      [
        JSON.stringify(
          batch.map(
            ({ recommendationId, userId, modelVersion, strategy, movieIds, latencyMs, servedAt }) => ({
              id: recommendationId,
              userId,
              modelVersion,
              strategy,
              movieIds,
              latencyMs,
              servedAt,
            }),
          ),
        ),
      ],
    );
  }

  /** The newest answers since a time. */
  async since(from: Date, limit: number): Promise<LoggedRecommendation[]> {
    return this.dataSource.query<LoggedRecommendation[]>(
      `SELECT model_version AS "modelVersion", strategy, movie_ids AS "movieIds", latency_ms AS "latencyMs"
       FROM recommendations WHERE served_at >= $1 ORDER BY served_at DESC LIMIT $2`,
      [from, limit],
    );
  }

  async countSince(from: Date): Promise<number> {
    const rows = await this.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM recommendations WHERE served_at >= $1',
      [from],
    );
    return rows[0].count;
  }
}
