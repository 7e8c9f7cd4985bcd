import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ownModel } from '../registry/index.js';

/** What a run was made with, beside what tracking tells of every run. */
export interface RunSources {
  snapshotId: string | null;
  configHash: string | null;
  codeVersion: string | null;
  gitCommit: string | null;
}

/** Reads the links between tables of several rooms that no room tells by itself. Writes nothing. */
@Injectable()
export class OriginsReader {
  constructor(private readonly dataSource: DataSource) {}

  async sourcesOf(runId: string): Promise<RunSources | null> {
    const rows = await this.dataSource.query<RunSources[]>(
      `SELECT snapshot_id AS "snapshotId", config_hash AS "configHash", code_version AS "codeVersion", git_commit AS "gitCommit"
       FROM runs WHERE id = $1`,
      [runId],
    );
    return rows[0] ?? null;
  }

  /** The version of Marquee's own model that a run left, deleted or not; the newest of several. */
  async versionOfRun(runId: string): Promise<number | null> {
    const rows = await this.dataSource.query<{ version: number | null }[]>(
      'SELECT max(version) AS version FROM model_versions WHERE model_name = $1 AND run_id = $2',
      [ownModel, runId],
    );
    return rows[0].version;
  }
}
