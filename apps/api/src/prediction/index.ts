export { PredictionModule } from './prediction.module.js';
export { ChampionService } from './champion.service.js';
export { RecommendationsService } from './recommendations.service.js';
