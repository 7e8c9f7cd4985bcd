import { Module } from '@nestjs/common';
import { AliasesController } from './aliases.controller.js';
import { AliasesRepository } from './aliases.repository.js';
import { ModelFiles } from './model-files.js';
import { ModelVersionsRepository } from './model-versions.repository.js';
import { PromotionController } from './promotion/promotion.controller.js';
import { PromotionRepository } from './promotion/promotion.repository.js';
import { PromotionService } from './promotion/promotion.service.js';
import { RegisteredModelsController } from './registered-models.controller.js';
import { RegisteredModelsRepository } from './registered-models.repository.js';
import { RegisteredModelsService } from './registered-models.service.js';
import { RegisteredVersionsController } from './registered-versions.controller.js';
import { RegisteredVersionsRepository } from './registered-versions.repository.js';
import { RegistryController } from './registry.controller.js';
import { RegistryService } from './registry.service.js';
import { VersionArtifacts } from './version-artifacts.js';

@Module({
  controllers: [
    RegistryController,
    RegisteredModelsController,
    RegisteredVersionsController,
    AliasesController,
    PromotionController,
  ],
  providers: [
    ModelFiles,
    ModelVersionsRepository,
    RegisteredModelsRepository,
    RegisteredVersionsRepository,
    AliasesRepository,
    RegistryService,
    RegisteredModelsService,
    PromotionRepository,
    PromotionService,
    VersionArtifacts,
  ],
  exports: [RegistryService, RegisteredModelsService, PromotionService],
})
export class RegistryModule {}
