import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  ArtifactOwners,
  type ArtifactOwner,
  type Retention,
} from '../../platform/artifacts/artifact-owners.js';
import { snapshotPrefix } from './snapshot-files.js';
import { SnapshotsRepository } from './snapshots.repository.js';

/**
 * Beyond the newest ones: no run has learnt from it, no search or job or schedule names it, and it is not what the tables hold
 * now, which the next training would learn from.
 */
const unused = `
  SELECT s.id FROM snapshots s
  WHERE s.created_at < $1 AND s.data_revision <> (SELECT revision FROM data_changes)
    AND s.id NOT IN (SELECT id FROM snapshots ORDER BY created_at DESC, id DESC LIMIT $2)
    AND NOT EXISTS (SELECT FROM runs r WHERE r.snapshot_id = s.id
                    AND NOT ($3 AND r.id IN (SELECT expired_runs($4))))
    AND NOT EXISTS (SELECT FROM searches WHERE strpos(settings::text, s.id) > 0)
    AND NOT EXISTS (SELECT FROM schedules WHERE strpos(params::text, s.id) > 0)
    AND NOT EXISTS (SELECT FROM jobs WHERE state IN ('queued', 'running') AND strpos(params::text, s.id) > 0)`;

/** Removes snapshots that nothing needs, and tells which artifacts are of snapshots. */
@Injectable()
export class SnapshotRetention implements ArtifactOwner, OnModuleInit {
  readonly name = 'snapshots';
  readonly prefixes = [snapshotPrefix];
  /** Runs keep the snapshots that they have learnt from. */
  readonly retiresLast = true;

  constructor(
    private readonly dataSource: DataSource,
    private readonly repository: SnapshotsRepository,
    private readonly owners: ArtifactOwners,
  ) {}

  onModuleInit(): void {
    this.owners.register(this);
  }

  retire(retention: Retention): Promise<{ snapshots: number }> {
    return this.repository.exclusively(async (manager) => {
      const ids = await this.unused(retention, manager);
      if (!retention.dryRun) await this.repository.delete(manager, ids);
      return { snapshots: ids.length };
    });
  }

  async referenced(uris: readonly string[], retention: Retention): Promise<string[]> {
    const gone = retention.dryRun ? await this.unused(retention, this.dataSource.manager) : [];
    const rows = await this.dataSource.query<{ uri: string }[]>(
      `SELECT DISTINCT file.value ->> 'uri' AS uri FROM snapshots s CROSS JOIN jsonb_each(s.files) AS file
       WHERE file.value ->> 'uri' = ANY ($1) AND s.id <> ALL ($2)`,
      [uris, gone],
    );
    return rows.map(({ uri }) => uri);
  }

  private async unused(retention: Retention, manager: EntityManager): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(unused, [
      retention.writtenBefore,
      retention.keepSnapshots,
      retention.dryRun,
      retention.deletedBefore,
    ]);
    return rows.map(({ id }) => id);
  }
}
