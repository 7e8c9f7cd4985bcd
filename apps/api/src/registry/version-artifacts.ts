import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ArtifactOwners, type ArtifactOwner, type Retention } from '../platform/artifacts/artifact-owners.js';

/** Tells which artifacts model versions refer to, apart from their runs. */
@Injectable()
export class VersionArtifacts implements ArtifactOwner, OnModuleInit {
  readonly name = 'registry';
  readonly prefixes = ['models/'];

  constructor(
    private readonly dataSource: DataSource,
    private readonly owners: ArtifactOwners,
  ) {}

  onModuleInit(): void {
    this.owners.register(this);
  }

  async referenced(uris: readonly string[], { deletedBefore }: Retention): Promise<string[]> {
    const rows = await this.dataSource.query<{ uri: string }[]>(
      `WITH kept AS MATERIALIZED (SELECT artifact_uri, source, companions, judged_artifact FROM kept_versions($2))
       SELECT artifact_uri AS uri FROM kept WHERE artifact_uri = ANY ($1)
       UNION SELECT judged_artifact ->> 'uri' FROM kept WHERE judged_artifact ->> 'uri' = ANY ($1)
       UNION SELECT source FROM kept WHERE source = ANY ($1)
       UNION SELECT c.value ->> 'uri' FROM kept CROSS JOIN jsonb_each(companions) c WHERE c.value ->> 'uri' = ANY ($1)`,
      [uris, deletedBefore],
    );
    return rows.map(({ uri }) => uri);
  }
}
