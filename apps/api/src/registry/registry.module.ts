import { Module } from '@nestjs/common';
import { AliasesController } from './aliases.controller.js';
import { AliasesRepository } from './aliases.repository.js';
import { ModelVersionsRepository } from './model-versions.repository.js';
import { RegisteredModelsController } from './registered-models.controller.js';
import { RegisteredModelsRepository } from './registered-models.repository.js';
import { RegisteredModelsService } from './registered-models.service.js';
import { RegisteredVersionsController } from './registered-versions.controller.js';
import { RegisteredVersionsRepository } from './registered-versions.repository.js';
import { RegistryController } from './registry.controller.js';
import { RegistryService } from './registry.service.js';

@Module({
  controllers: [
    RegistryController,
    RegisteredModelsController,
    RegisteredVersionsController,
    AliasesController,
  ],
  providers: [
    ModelVersionsRepository,
    RegisteredModelsRepository,
    RegisteredVersionsRepository,
    AliasesRepository,
    RegistryService,
    RegisteredModelsService,
  ],
  exports: [RegistryService, RegisteredModelsService],
})
export class RegistryModule {}
