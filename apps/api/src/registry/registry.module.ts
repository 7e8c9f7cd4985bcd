import { Module } from '@nestjs/common';
import { ModelVersionsRepository } from './model-versions.repository.js';
import { RegistryController } from './registry.controller.js';
import { RegistryService } from './registry.service.js';

@Module({
  controllers: [RegistryController],
  providers: [ModelVersionsRepository, RegistryService],
  exports: [RegistryService],
})
export class RegistryModule {}
