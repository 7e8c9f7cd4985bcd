import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { ArtifactOwners } from './artifact-owners.js';
import { ArtifactStore } from './artifact-store.js';
import { ArtifactStoreHealth } from './artifact-store-health.js';
import { FileArtifactStore } from './file-artifact-store.js';
import { GarbageCollectionController } from './garbage-collection/garbage-collection.controller.js';
import { GarbageCollectionService } from './garbage-collection/garbage-collection.service.js';
import { GarbageCollector } from './garbage-collection/garbage-collector.js';
import { S3ArtifactStore } from './s3-artifact-store.js';

@Global()
@Module({
  controllers: [GarbageCollectionController],
  providers: [
    {
      provide: ArtifactStore,
      useFactory: (config: AppConfig) =>
        config.s3 ? new S3ArtifactStore(config.s3) : new FileArtifactStore(config.artifactsDir),
      inject: [AppConfig],
    },
    ArtifactStoreHealth,
    ArtifactOwners,
    GarbageCollector,
    GarbageCollectionService,
  ],
  exports: [ArtifactStore, ArtifactOwners],
})
export class ArtifactsModule {}
