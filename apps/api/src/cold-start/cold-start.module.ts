import { Module } from '@nestjs/common';
import { IngestionModule } from '../ingestion/index.js';
import { ColdStartService } from './cold-start.service.js';
import { OnboardingController } from './onboarding.controller.js';

@Module({
  imports: [IngestionModule],
  controllers: [OnboardingController],
  providers: [ColdStartService],
  exports: [ColdStartService],
})
export class ColdStartModule {}
