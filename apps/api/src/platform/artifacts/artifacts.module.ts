import { Global, Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { ArtifactStore } from './artifact-store.js';
import { ArtifactStoreHealth } from './artifact-store-health.js';
import { FileArtifactStore } from './file-artifact-store.js';
import { S3ArtifactStore } from './s3-artifact-store.js';

@Global()
@Module({
  providers: [
    {
      provide: ArtifactStore,
      useFactory: (config: AppConfig) =>
        config.s3 ? new S3ArtifactStore(config.s3) : new FileArtifactStore(config.artifactsDir),
      inject: [AppConfig],
    },
    ArtifactStoreHealth,
  ],
  exports: [ArtifactStore],
})
export class ArtifactsModule {}
