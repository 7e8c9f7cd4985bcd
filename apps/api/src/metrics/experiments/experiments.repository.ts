import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AbArm, AbExperiment, AbMetric } from './experiment.js';
import type { ArmSums, ArmVersion } from './experiment-report.js';

interface ExperimentRow extends Omit<AbExperiment, 'startedAt' | 'stoppedAt'> {
  startedAt: Date;
  stoppedAt: Date | null;
}

const select = `
  SELECT id, name, salt, metric, alpha, state, started_at AS "startedAt", stopped_at AS "stoppedAt",
         stop_reason AS "stopReason",
         (SELECT jsonb_agg(jsonb_build_object('arm', arm, 'alias', alias, 'share', share, 'modelVersion', model_version) ORDER BY ordinal)
          FROM ab_arms WHERE experiment_id = e.id) AS arms
  FROM ab_experiments AS e`;

/** The column that people are compared by, of the films that they have seen. */
const metricColumns: Record<AbMetric, string> = {
  'click-through': 'clicks',
  'positive-rating': 'positive_ratings',
};

@Injectable()
export class ExperimentsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns whether it runs now; false: another does */
  async start(
    experiment: Pick<AbExperiment, 'id' | 'name' | 'salt' | 'metric' | 'alpha'>,
    arms: readonly AbArm[],
  ): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const rows = await manager.query<unknown[]>(
        `INSERT INTO ab_experiments (id, name, salt, metric, alpha, state) VALUES ($1, $2, $3, $4, $5, 'running')
         ON CONFLICT DO NOTHING RETURNING id`,
        [experiment.id, experiment.name, experiment.salt, experiment.metric, experiment.alpha],
      );
      if (rows.length === 0) return false;
      await manager.query(
        `INSERT INTO ab_arms (experiment_id, ordinal, arm, alias, share, model_version)
         SELECT $1, ordinal - 1, arm->>'arm', arm->>'alias', (arm->>'share')::float8, (arm->>'modelVersion')::int
         FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (arm, ordinal)`,
        [experiment.id, JSON.stringify(arms)],
      );
      return true;
    });
  }

  /** @returns whether it ran until now */
  async stop(id: string, reason: string): Promise<boolean> {
    const [rows] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE ab_experiments SET state = 'stopped', stopped_at = now(), stop_reason = $2
       WHERE id = $1 AND state = 'running' RETURNING id`,
      [id, reason],
    );
    return rows.length > 0;
  }

  async find(id: string): Promise<AbExperiment | null> {
    const rows = await this.dataSource.query<ExperimentRow[]>(`${select} WHERE id = $1`, [id]);
    return rows[0] ? toExperiment(rows[0]) : null;
  }

  async running(): Promise<AbExperiment | null> {
    const rows = await this.dataSource.query<ExperimentRow[]>(`${select} WHERE state = 'running'`);
    return rows[0] ? toExperiment(rows[0]) : null;
  }

  async list(limit: number, after: { startedAt: string; id: string } | null): Promise<AbExperiment[]> {
    const rows = await this.dataSource.query<ExperimentRow[]>(
      `${select} WHERE $1::timestamptz IS NULL OR (date_trunc('milliseconds', started_at), id) < ($1, $2::uuid)
       ORDER BY date_trunc('milliseconds', started_at) DESC, id DESC LIMIT $3`,
      [after?.startedAt ?? null, after?.id ?? null, limit],
    );
    return rows.map(toExperiment);
  }

  /** One pass over the people of an experiment. */
  sums({ id, metric }: Pick<AbExperiment, 'id' | 'metric'>): Promise<ArmSums[]> {
    const x = `${metricColumns[metric]}::float8`;
    const y = 'impressions::float8';
    return this.dataSource.query<ArmSums[]>(
      `SELECT arm, count(*)::float8 AS people, sum(lists)::float8 AS lists, sum(fallbacks)::float8 AS fallbacks,
              sum(${x}) AS x, sum(${y}) AS y, sum(${x} * ${x}) AS xx, sum(${y} * ${y}) AS yy, sum(${x} * ${y}) AS xy,
              sum(clicks)::float8 AS clicks, sum(ratings)::float8 AS ratings,
              sum(positive_ratings)::float8 AS "positiveRatings"
       FROM ab_units WHERE experiment_id = $1 GROUP BY arm`,
      [id],
    );
  }

  versions(id: string): Promise<ArmVersion[]> {
    return this.dataSource.query<ArmVersion[]>(
      `SELECT arm, model_version AS "modelVersion", lists::float8 AS lists
       FROM ab_arm_versions WHERE experiment_id = $1 ORDER BY arm, model_version`,
      [id],
    );
  }
}

function toExperiment(row: ExperimentRow): AbExperiment {
  return {
    ...row,
    startedAt: row.startedAt.toISOString(),
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
  };
}
