export { RegistryModule } from './registry.module.js';
export { RegistryService } from './registry.service.js';
export { NoChampionError } from './registry.errors.js';
export { decidePromotion, type PromotionDecision } from './promotion.js';
export { ArtifactDto } from './registry.dto.js';
export { championAlias, type ModelVersion } from './model-version.js';
