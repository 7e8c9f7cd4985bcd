import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ArrivalCounts } from './arrival-queue.js';
import type { ErrorSums, PairedSums } from './error-estimate.js';
import type { Judgement, Role } from './judge-arrivals.js';

/** By which the errors are told apart, besides role and version. */
export type Grouping = 'none' | 'user-cohort' | 'film-cohort';

export interface ErrorScope {
  from: Date;
  to: Date;
  role?: Role;
  modelVersion?: number;
}

export interface GroupedSums extends ErrorSums {
  role: Role;
  modelVersion: number;
  /** null without grouping. */
  cohort: string | null;
}

export interface DaySums {
  day: string;
  role: Role;
  modelVersion: number;
  ratings: number;
  errorSum: number;
  absoluteSum: number;
  squaredSum: number;
  fourthPowerSum: number;
  lists: number;
  hits: number;
}

export interface Arrivals extends ArrivalCounts {
  judged: number;
}

const cohortColumns: Record<Grouping, string> = {
  none: 'NULL::text',
  'user-cohort': 'user_cohort',
  'film-cohort': 'film_cohort',
};

@Injectable()
export class PrequentialRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Keeps judgements and adds them to their days; what is known already counts once. */
  async insert(judgements: readonly Judgement[]): Promise<void> {
    await this.dataSource.query(
      `WITH fresh AS (
         INSERT INTO prequential_predictions (arrived_at, user_id, movie_id, role, model_version, rating, rated_at, predicted,
           listed, user_cohort, film_cohort)
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS j ("arrivedAt" timestamptz, "userId" int, "movieId" int, role text,
           "modelVersion" int, rating real, "ratedAt" timestamptz, predicted real, listed boolean, "userCohort" text,
           "filmCohort" text)
         ON CONFLICT DO NOTHING
         RETURNING (arrived_at AT TIME ZONE 'UTC')::date AS day, model_version, role, user_cohort, film_cohort,
           predicted::float8 - rating::float8 AS error, listed)
       INSERT INTO prequential_days AS d
       SELECT day, model_version, role, user_cohort, film_cohort, count(error), coalesce(sum(error), 0),
         coalesce(sum(abs(error)), 0), coalesce(sum(error ^ 2), 0), coalesce(sum(error ^ 4), 0), count(listed),
         count(*) FILTER (WHERE listed)
       FROM fresh GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (day, model_version, role, user_cohort, film_cohort) DO UPDATE
         SET rating_count = d.rating_count + excluded.rating_count, error_sum = d.error_sum + excluded.error_sum,
           absolute_sum = d.absolute_sum + excluded.absolute_sum, squared_sum = d.squared_sum + excluded.squared_sum,
           fourth_power_sum = d.fourth_power_sum + excluded.fourth_power_sum,
           list_count = d.list_count + excluded.list_count, hit_count = d.hit_count + excluded.hit_count`,
      [JSON.stringify(judgements)],
    );
  }

  async count(day: Date, { arrived, judged, dropped }: Arrivals): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO prequential_arrivals AS a (day, arrived, judged, dropped)
       VALUES (($1::timestamptz AT TIME ZONE 'UTC')::date, $2, $3, $4)
       ON CONFLICT (day) DO UPDATE SET arrived = a.arrived + excluded.arrived, judged = a.judged + excluded.judged,
         dropped = a.dropped + excluded.dropped`,
      [day, arrived, judged, dropped],
    );
  }

  async arrivals({ from, to }: Pick<ErrorScope, 'from' | 'to'>): Promise<Arrivals> {
    const rows = await this.dataSource.query<[Record<keyof Arrivals, string>]>(
      `SELECT coalesce(sum(arrived), 0) AS arrived, coalesce(sum(judged), 0) AS judged, coalesce(sum(dropped), 0) AS dropped
       FROM prequential_arrivals
       WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day <= ($2::timestamptz AT TIME ZONE 'UTC')::date`,
      [from, to],
    );
    const [{ arrived, judged, dropped }] = rows;
    return { arrived: Number(arrived), judged: Number(judged), dropped: Number(dropped) };
  }

  /** Errors of the ratings that are still kept one by one. */
  async sums(scope: ErrorScope, grouping: Grouping = 'none'): Promise<GroupedSums[]> {
    return this.dataSource.query<GroupedSums[]>(
      `SELECT role, model_version AS "modelVersion", cohort, sum(n)::int AS count, count(*) FILTER (WHERE n > 0)::int AS users,
         coalesce(sum(error), 0) AS "errorSum", coalesce(sum(absolute), 0) AS "absoluteSum",
         coalesce(sum(squared), 0) AS "squaredSum", coalesce(sum(squared ^ 2), 0) AS "userSquaredSum",
         coalesce(sum(squared * n), 0) AS "userProductSum", sum(n::float8 ^ 2) AS "userCountSum",
         sum(lists)::int AS lists, sum(hits)::int AS hits
       FROM (SELECT role, model_version, ${cohortColumns[grouping]} AS cohort, count(predicted) AS n,
               sum(predicted::float8 - rating) AS error, sum(abs(predicted::float8 - rating)) AS absolute,
               sum((predicted::float8 - rating) ^ 2) AS squared, count(listed) AS lists,
               count(*) FILTER (WHERE listed) AS hits
             FROM prequential_predictions
             WHERE arrived_at >= $1 AND arrived_at < $2 AND ($3::text IS NULL OR role = $3)
               AND ($4::int IS NULL OR model_version = $4)
             GROUP BY role, model_version, cohort, user_id) AS by_user
       GROUP BY role, model_version, cohort ORDER BY role, model_version, cohort`,
      [scope.from, scope.to, scope.role ?? null, scope.modelVersion ?? null],
    );
  }

  async days({ from, to }: Pick<ErrorScope, 'from' | 'to'>): Promise<DaySums[]> {
    return this.dataSource.query<DaySums[]>(
      `SELECT day::text AS day, role, model_version AS "modelVersion", sum(rating_count)::int AS ratings,
         sum(error_sum) AS "errorSum", sum(absolute_sum) AS "absoluteSum", sum(squared_sum) AS "squaredSum",
         sum(fourth_power_sum) AS "fourthPowerSum", sum(list_count)::int AS lists, sum(hit_count)::int AS hits
       FROM prequential_days
       WHERE day >= ($1::timestamptz AT TIME ZONE 'UTC')::date AND day <= ($2::timestamptz AT TIME ZONE 'UTC')::date
       GROUP BY day, role, model_version ORDER BY day, role, model_version`,
      [from, to],
    );
  }

  /** The champion beside another model, on the ratings that both have predicted. */
  async paired({ from, to, modelVersion }: ErrorScope, otherVersion: number): Promise<PairedSums> {
    const rows = await this.dataSource.query<PairedSums[]>(
      `SELECT coalesce(sum(n), 0)::int AS count, count(*)::int AS users, coalesce(sum(own), 0) AS "ownSquaredSum",
         coalesce(sum(other), 0) AS "otherSquaredSum", coalesce(sum((own - other) ^ 2), 0) AS "userSquaredSum",
         coalesce(sum((own - other) * n), 0) AS "userProductSum", coalesce(sum(n::float8 ^ 2), 0) AS "userCountSum"
       FROM (SELECT count(*) AS n, sum((c.predicted::float8 - c.rating) ^ 2) AS own,
               sum((o.predicted::float8 - o.rating) ^ 2) AS other
             FROM prequential_predictions c
             JOIN prequential_predictions o USING (arrived_at, user_id, movie_id)
             WHERE c.role = 'champion' AND o.role <> 'champion' AND c.model_version = $3 AND o.model_version = $4
               AND c.arrived_at >= $1 AND c.arrived_at < $2 AND c.predicted IS NOT NULL AND o.predicted IS NOT NULL
             GROUP BY user_id) AS by_user`,
      [from, to, modelVersion ?? null, otherVersion],
    );
    return rows[0];
  }

  /** When the last but `count` rating that a champion has predicted came; null where there are not so many. */
  async timeOfLast(count: number, modelVersion: number): Promise<Date | null> {
    const rows = await this.dataSource.query<{ arrivedAt: Date }[]>(
      `SELECT arrived_at AS "arrivedAt" FROM prequential_predictions
       WHERE model_version = $1 AND role = 'champion' ORDER BY arrived_at DESC OFFSET $2 LIMIT 1`,
      [modelVersion, count - 1],
    );
    return rows[0]?.arrivedAt ?? null;
  }

  /** Films of the lists that were served, as often as they were: of the last `limit` lists. */
  async servedFilms(from: Date, to: Date, limit: number): Promise<number[]> {
    const rows = await this.dataSource.query<{ movieIds: number[] }[]>(
      `SELECT movie_ids AS "movieIds" FROM recommendations
       WHERE served_at >= $1 AND served_at < $2 ORDER BY served_at DESC LIMIT $3`,
      [from, to, limit],
    );
    return rows.flatMap(({ movieIds }) => movieIds);
  }

  /** What a model in a role predicted, of its last `limit` ratings. */
  async predictions({ from, to, role, modelVersion }: ErrorScope, limit: number): Promise<number[]> {
    const rows = await this.dataSource.query<{ predicted: number }[]>(
      `SELECT predicted FROM prequential_predictions
       WHERE arrived_at >= $1 AND arrived_at < $2 AND role = $3 AND model_version = $4 AND predicted IS NOT NULL
       ORDER BY arrived_at DESC, user_id, movie_id LIMIT $5`,
      [from, to, role, modelVersion, limit],
    );
    return rows.map(({ predicted }) => predicted);
  }

  /** @returns how many judgements were let go; their days stay */
  async deleteBefore(time: Date): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown, number]>(
      'DELETE FROM prequential_predictions WHERE arrived_at < $1',
      [time],
    );
    return count;
  }

  /** What these people have rated, all of it, by person. */
  async histories(
    userIds: readonly number[],
  ): Promise<Map<number, { movieId: number; rating: number; ratedAt: Date }[]>> {
    const rows = await this.dataSource.query<
      { userId: number; movieId: number; rating: number; ratedAt: Date }[]
    >(
      `SELECT user_id AS "userId", movie_id AS "movieId", rating, rated_at AS "ratedAt"
       FROM ratings WHERE user_id = ANY ($1)`,
      [userIds],
    );
    const byUser = new Map<number, { movieId: number; rating: number; ratedAt: Date }[]>();
    for (const { userId, ...one } of rows) {
      const known = byUser.get(userId);
      if (known) known.push(one);
      else byUser.set(userId, [one]);
    }
    return byUser;
  }
}
