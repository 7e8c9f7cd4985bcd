export { PredictionModule } from './prediction.module.js';
export { ChampionService } from './champion.service.js';
export { RankingCatalogues } from './ranking-catalogue.js';
export { readModel, type Champion } from './read-model.js';
export { RecommendationsService } from './recommendations.service.js';
