import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { RecommendationServed } from '../events.js';
import { lockServedSums } from './served-sums.js';

export interface LoggedRecommendation {
  modelVersion: number | null;
  strategy: string;
  movieIds: number[];
  latencyMs: number;
}

/** A list as it is written, judged by what is known of its films at that time. */
export interface JudgedRecommendation extends RecommendationServed {
  /** Of the first ten films; null where there is too little to say. */
  diversity: number | null;
  novelty: number | null;
  popularity: number | null;
}

/** Lists, each once, and their sums by day, in one statement: what was written before changes nothing. */
const insertLists = `
  WITH fresh AS (
    INSERT INTO recommendations (id, user_id, model_version, strategy, movie_ids, latency_ms, served_at, sources, scores,
        propensities, scenario, request, alias, fell_back, experiment_id, arm, unit, diversity, novelty, popularity)
    SELECT id, "userId", "modelVersion", strategy, "movieIds", "latencyMs", "servedAt", sources, scores,
        propensities, scenario, request, alias, "fellBack", "experimentId", arm, unit, diversity, novelty, popularity
    FROM jsonb_to_recordset($1::jsonb) AS given (
      id uuid, "userId" int, "modelVersion" int, strategy text, "movieIds" int[], "latencyMs" real, "servedAt" timestamptz,
      sources text[], scores real[], propensities double precision[], scenario text, request jsonb, alias text,
      "fellBack" boolean, "experimentId" uuid, arm text, unit text, diversity real, novelty real, popularity real)
    ON CONFLICT (id) DO NOTHING
    RETURNING *, (served_at AT TIME ZONE 'UTC')::date AS day, coalesce(model_version, 0) AS version
  ), days AS (
    INSERT INTO served_days AS sums
    SELECT day, version, strategy, scenario, count(*), count(*) FILTER (WHERE movie_ids = '{}'), sum(latency_ms),
           coalesce(sum(diversity), 0), count(diversity), coalesce(sum(novelty), 0), count(novelty),
           coalesce(sum(popularity), 0), count(popularity)
    FROM fresh GROUP BY 1, 2, 3, 4
    ON CONFLICT (day, model_version, strategy, scenario) DO UPDATE SET
      lists = sums.lists + excluded.lists, empty_lists = sums.empty_lists + excluded.empty_lists,
      latency_ms_sum = sums.latency_ms_sum + excluded.latency_ms_sum,
      diversity_sum = sums.diversity_sum + excluded.diversity_sum,
      diversity_lists = sums.diversity_lists + excluded.diversity_lists,
      novelty_sum = sums.novelty_sum + excluded.novelty_sum, novelty_lists = sums.novelty_lists + excluded.novelty_lists,
      popularity_sum = sums.popularity_sum + excluded.popularity_sum,
      popularity_lists = sums.popularity_lists + excluded.popularity_lists
  ), places AS (
    INSERT INTO served_places AS sums (day, model_version, source, position, films)
    SELECT day, version, coalesce(sources[place], 'unknown'), least(place, 51), count(*)
    FROM fresh, unnest(movie_ids) WITH ORDINALITY AS film (movie_id, place) GROUP BY 1, 2, 3, 4
    ON CONFLICT (day, model_version, source, position) DO UPDATE SET films = sums.films + excluded.films
  ), films AS (
    INSERT INTO served_films AS sums
    SELECT day, version, movie_id, count(*) FROM fresh, unnest(movie_ids) AS movie_id GROUP BY 1, 2, 3
    ON CONFLICT (day, model_version, movie_id) DO UPDATE SET times = sums.times + excluded.times
  ), units AS (
    INSERT INTO ab_units AS sums (experiment_id, unit, arm, lists, fallbacks, first_served_at)
    SELECT experiment_id, unit, min(arm), count(*), count(*) FILTER (WHERE fell_back), min(served_at)
    FROM fresh JOIN ab_experiments AS e ON e.id = experiment_id GROUP BY 1, 2
    ON CONFLICT (experiment_id, unit) DO UPDATE SET
      lists = sums.lists + excluded.lists, fallbacks = sums.fallbacks + excluded.fallbacks
  ), versions AS (
    INSERT INTO ab_arm_versions AS sums
    SELECT experiment_id, arm, version, count(*)
    FROM fresh JOIN ab_experiments AS e ON e.id = experiment_id GROUP BY 1, 2, 3
    ON CONFLICT (experiment_id, arm, model_version) DO UPDATE SET lists = sums.lists + excluded.lists
  )
  SELECT count(*)::int AS count FROM fresh`;

@Injectable()
export class RecommendationLogRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns how many were not there before */
  async insert(batch: readonly JudgedRecommendation[]): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      await lockServedSums(manager);
      const rows = await manager.query<{ count: number }[]>(insertLists, [
        JSON.stringify(
          batch.map(({ recommendationId, experiment, modelKind: _, ...list }) => ({
            ...list,
            id: recommendationId,
            experimentId: experiment?.id ?? null,
            arm: experiment?.arm ?? null,
            unit: experiment?.unit ?? null,
          })),
        ),
      ]);
      return rows[0].count;
    });
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

  /** Deletes up to `limit` lists served before a time, with what was done with them; the sums by day stay. */
  async deleteBefore(before: Date, limit: number): Promise<number> {
    return this.dataSource.transaction(async (manager: EntityManager) => {
      const rows = await manager.query<[unknown[], number]>(
        `DELETE FROM recommendations WHERE ctid IN (SELECT ctid FROM recommendations WHERE served_at < $1 LIMIT $2)`,
        [before, limit],
      );
      return rows[1];
    });
  }
}
