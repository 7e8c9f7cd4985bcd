import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ArtifactOwners, type ArtifactOwner, type Retention } from '../platform/artifacts/artifact-owners.js';

/** A run may have millions of points: few go in one transaction. */
const runsAtOnce = 20;

/** Purges runs that were deleted long ago, and tells which artifacts runs refer to. */
@Injectable()
export class RunRetention implements ArtifactOwner, OnModuleInit {
  readonly name = 'tracking';
  readonly prefixes = ['runs/', 'models/'];

  constructor(
    private readonly dataSource: DataSource,
    private readonly owners: ArtifactOwners,
  ) {}

  onModuleInit(): void {
    this.owners.register(this);
  }

  async retire({ dryRun, deletedBefore }: Retention, signal: AbortSignal): Promise<{ runs: number }> {
    if (dryRun) {
      const [{ count }] = await this.dataSource.query<{ count: number }[]>(
        'SELECT count(*)::int AS count FROM expired_runs($1)',
        [deletedBefore],
      );
      return { runs: count };
    }
    for (let runs = 0; ;) {
      signal.throwIfAborted();
      const purged = await this.purgeSome(deletedBefore);
      runs += purged;
      if (purged < runsAtOnce) return { runs };
    }
  }

  async referenced(uris: readonly string[], { dryRun, deletedBefore }: Retention): Promise<string[]> {
    const gone = dryRun
      ? 'SELECT expired_runs($2) AS id'
      : 'SELECT NULL::uuid AS id WHERE $2::timestamptz IS NULL';
    const rows = await this.dataSource.query<{ uri: string }[]>(
      `WITH gone AS MATERIALIZED (${gone})
       SELECT uri FROM (
         SELECT id AS run_id, artifact_uri AS uri FROM runs WHERE artifact_uri = ANY ($1)
         UNION ALL
         SELECT id, c.value ->> 'uri' FROM runs CROSS JOIN jsonb_each(companions) c WHERE c.value ->> 'uri' = ANY ($1)
         UNION ALL
         SELECT run_id, uri FROM run_artifacts WHERE uri = ANY ($1)) AS referred
       WHERE NOT EXISTS (SELECT FROM gone WHERE gone.id = referred.run_id)`,
      [uris, deletedBefore],
    );
    return rows.map(({ uri }) => uri);
  }

  /** With all that belongs to them. @returns how many */
  private purgeSome(deletedBefore: Date): Promise<number> {
    return this.dataSource.transaction(async (manager) => {
      // Nobody registers a version of a run while it goes.
      await manager.query('LOCK TABLE model_versions IN SHARE MODE');
      const rows = await manager.query<{ id: string }[]>(
        `SELECT id FROM runs
         WHERE id IN (SELECT expired_runs($1)) AND lifecycle_stage = 'deleted' LIMIT ${runsAtOnce} FOR UPDATE`,
        [deletedBefore],
      );
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return 0;
      await manager.query(
        `DELETE FROM proxied_artifacts a USING runs r
         WHERE r.id = ANY ($1) AND a.path >= r.experiment_id || '/' || replace(r.id::text, '-', '') || '/artifacts/'
           AND a.path < r.experiment_id || '/' || replace(r.id::text, '-', '') || '/artifacts0'`,
        [ids],
      );
      for (const table of ['run_model_inputs', 'run_model_outputs', 'logged_model_metrics'])
        await manager.query(`DELETE FROM ${table} WHERE run_id = ANY ($1)`, [ids]);
      await manager.query('DELETE FROM runs WHERE id = ANY ($1)', [ids]);
      return ids.length;
    });
  }
}
