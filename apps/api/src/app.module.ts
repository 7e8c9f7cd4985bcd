import { Module, type DynamicModule } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { ScheduleModule } from '@nestjs/schedule';
import { ColdStartModule } from './cold-start/index.js';
import { DriftModule } from './drift/index.js';
import { FirstStart } from './first-start.js';
import { IngestionModule } from './ingestion/index.js';
import { LineageModule } from './lineage/index.js';
import { MetricsModule } from './metrics/index.js';
import { MlflowModule } from './mlflow/index.js';
import { ArtifactsModule } from './platform/artifacts/artifacts.module.js';
import type { AppConfig } from './platform/config/app-config.js';
import { ConfigModule } from './platform/config/config.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { NotificationsModule } from './platform/notifications/notifications.module.js';
import { SchedulesModule } from './platform/schedules/schedules.module.js';
import type { Logger } from './platform/telemetry/logger.js';
import { TelemetryModule } from './platform/telemetry/telemetry.module.js';
import { PredictionModule } from './prediction/index.js';
import { RegistryModule } from './registry/index.js';
import { TrackingModule } from './tracking/index.js';
import { TrainingModule } from './training/index.js';

const features = [
  IngestionModule,
  TrackingModule,
  TrainingModule,
  RegistryModule,
  PredictionModule,
  ColdStartModule,
  MetricsModule,
  DriftModule,
  MlflowModule,
  LineageModule,
];

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
        SchedulesModule,
        NotificationsModule,
        ...features,
      ],
      providers: [FirstStart],
    };
  }
}
