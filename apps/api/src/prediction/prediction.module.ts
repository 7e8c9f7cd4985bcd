import { Module } from '@nestjs/common';
import { ColdStartModule } from '../cold-start/index.js';
import { IngestionModule } from '../ingestion/index.js';
import { RegistryModule } from '../registry/index.js';
import { ArmAssignments } from './arm-assignments.js';
import { ChampionService } from './champion.service.js';
import { ExplanationsService } from './explanations.service.js';
import { Expressions } from './expressions.js';
import { LiveNeighbours } from './live-neighbours.service.js';
import { PersonalRanking } from './personal-ranking.js';
import { predictionMetricProviders } from './prediction-metrics.js';
import { RecommendationsController, SimplePredictController } from './recommendations.controller.js';
import { RecommendationsService } from './recommendations.service.js';
import { ServingModels } from './serving-models.service.js';
import { SimilarMoviesService } from './similar-movies.service.js';

@Module({
  imports: [ColdStartModule, IngestionModule, RegistryModule],
  controllers: [RecommendationsController, SimplePredictController],
  providers: [
    ArmAssignments,
    ChampionService,
    ExplanationsService,
    Expressions,
    LiveNeighbours,
    PersonalRanking,
    RecommendationsService,
    ServingModels,
    SimilarMoviesService,
    ...predictionMetricProviders,
  ],
  exports: [ArmAssignments, ChampionService, RecommendationsService, ServingModels],
})
export class PredictionModule {}
