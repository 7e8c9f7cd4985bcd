import { Module, type DynamicModule } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { ArtifactsModule } from './platform/artifacts/artifacts.module.js';
import type { AppConfig } from './platform/config/app-config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import type { Logger } from './platform/telemetry/logger.js';
import { TelemetryModule } from './platform/telemetry/telemetry.module.js';

const features: NonNullable<DynamicModule['imports']> = [];

/** The map: the platform, then the features. */
@Module({})
export class AppModule {
  static with(config: AppConfig, databaseUrl: string, logger: Logger): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.with(config),
        TelemetryModule.with(logger),
        DatabaseModule.with(databaseUrl, config.databasePoolSize),
        EventEmitterModule.forRoot(),
        ScheduleModule.forRoot(),
        ArtifactsModule,
        JobsModule,
        ...features,
      ],
    };
  }
}
