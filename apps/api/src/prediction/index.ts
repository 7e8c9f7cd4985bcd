export { PredictionModule } from './prediction.module.js';
export { ArmAssignments, type Assignment } from './arm-assignments.js';
export { ChampionService } from './champion.service.js';
export { RankingCatalogues } from './ranking-catalogue.js';
export { readModel, type Champion } from './read-model.js';
export { RecommendationsService } from './recommendations.service.js';
export { defaultRequest, type RecommendationRequest } from './recommendation.js';
export { requestFromLog } from './request-log.js';
export { ServingModels } from './serving-models.service.js';
