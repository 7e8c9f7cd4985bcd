import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ArtifactOwners, type ArtifactOwner, type Retention } from '../platform/artifacts/artifact-owners.js';

/** Tells which artifacts clients of MLflow's protocol have put beside runs. */
@Injectable()
export class ProxiedArtifactsOwner implements ArtifactOwner, OnModuleInit {
  readonly name = 'mlflow';
  readonly prefixes = ['mlflow/'];

  constructor(
    private readonly dataSource: DataSource,
    private readonly owners: ArtifactOwners,
  ) {}

  onModuleInit(): void {
    this.owners.register(this);
  }

  async referenced(uris: readonly string[], { dryRun, deletedBefore }: Retention): Promise<string[]> {
    const rows = await this.dataSource.query<{ uri: string }[]>(
      `SELECT uri FROM proxied_artifacts
       WHERE uri = ANY ($1)
         AND NOT ($2 AND split_part(path, '/', 3) = 'artifacts' AND split_part(path, '/', 2) IN
                  (SELECT replace(id::text, '-', '') FROM expired_runs($3) AS id))`,
      [uris, dryRun, deletedBefore],
    );
    return rows.map(({ uri }) => uri);
  }
}
