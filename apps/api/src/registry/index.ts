export { RegistryModule } from './registry.module.js';
export { RegistryService, type RollBackRequest } from './registry.service.js';
export { RegisteredModelsService } from './registered-models.service.js';
export * from './registry.errors.js';
export { loadModelFiles, type LoadedModel } from './model-files.js';
export { PromotionService } from './promotion/promotion.service.js';
export type { RecordedDecision } from './promotion/promotion.repository.js';
export type { PromotionCandidate, PromotionCase } from './promotion/decide-promotion.js';
export { ArtifactDto } from './registry.dto.js';
export { AliasMoveDto } from './aliases.dto.js';
export { RegisteredVersionDto } from './registered-models.dto.js';
export { PromotionDecisionDto } from './promotion/promotion.dto.js';
export {
  challengerAlias,
  championAlias,
  judgedArtifact,
  ownModel,
  versionStages,
  type AliasMove,
  type ModelVersion,
  type Refit,
  type MoveRequest,
  type RegisteredModel,
  type RegisteredVersion,
  type VersionStage,
} from './model-version.js';
export type { NewVersion, VersionChanges } from './registered-versions.repository.js';
export type {
  Comparator,
  ModelField,
  RegistryCondition,
  RegistryOrder,
  RegistrySearch,
  VersionField,
} from './registry-search.js';
