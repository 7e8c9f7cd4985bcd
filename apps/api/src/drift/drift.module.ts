import { Module } from '@nestjs/common';
import { makeGaugeProvider } from '@willsoto/nestjs-prometheus';
import { IngestionModule } from '../ingestion/index.js';
import { RegistryModule } from '../registry/index.js';
import { DriftSamplesRepository } from './drift-samples.repository.js';
import { DriftController, MonitoringDriftController } from './drift.controller.js';
import { DriftService } from './drift.service.js';

@Module({
  imports: [IngestionModule, RegistryModule],
  controllers: [DriftController, MonitoringDriftController],
  providers: [
    DriftService,
    DriftSamplesRepository,
    makeGaugeProvider({
      name: 'reco_drift_score',
      help: 'Score of the last drift report, by column.',
      labelNames: ['column', 'test'],
    }),
    makeGaugeProvider({
      name: 'reco_drift_detected',
      help: '1 where the last drift report saw drift.',
      labelNames: ['column'],
    }),
    makeGaugeProvider({
      name: 'reco_drift_share_ratio',
      help: 'Share of the columns that drifted in the last report.',
    }),
  ],
})
export class DriftModule {}
