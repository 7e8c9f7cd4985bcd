import { ApiProperty } from '@nestjs/swagger';
import type { CandidateSource, ExplanationTerm, ModelOutput, ScorePartName } from '@marquee/recommender';
import { MovieSummaryDto } from '../ingestion/index.js';
import type { FallbackReason, RatingOrigin, Source, Strategy } from './recommendation.js';

const strategies = ['personalised', 'genre-popularity', 'popularity'] as const;
const sources = ['personalised', 'similar', 'popular', 'genre', 'new'] as const;
const candidateSources = ['neighbours', 'model', 'popular', 'genre', 'new'] as const;
const origins = ['model', 'average'] as const;
const partNames = [
  'affinity',
  'preference',
  'taste',
  'predictedRating',
  'popularity',
  'popularityDebias',
  'boost',
] as const satisfies readonly ScorePartName[];
const termNames = [
  'mean',
  'item',
  'user',
  'taste',
  'popularity',
  'content',
  'time',
] as const satisfies readonly ExplanationTerm[];
const originMeaning = 'By a model of ratings, or what everybody gives and how generous the person is.';

export class BecauseDto {
  @ApiProperty({ example: 1219 })
  movieId: number;
  @ApiProperty({ example: 'Psycho (1960)' })
  title: string;
  @ApiProperty({ example: 5 })
  rating: number;
  @ApiProperty({ example: 0.31, description: 'What it adds or takes, in the units of what is explained.' })
  contribution: number;
}

export class ScorePartDto {
  @ApiProperty({ enum: partNames, enumName: 'ScorePartName' })
  name: ScorePartName;
  @ApiProperty({ example: 0.92 })
  contribution: number;
}

export class RecommendedMovieDto {
  @ApiProperty({ example: 1 })
  rank: number;
  @ApiProperty({ type: MovieSummaryDto })
  movie: MovieSummaryDto;
  @ApiProperty({ example: 4.4, description: 'In stars, 0.5 to 5.' })
  predictedRating: number;
  @ApiProperty({ enum: origins, enumName: 'RatingOrigin', description: originMeaning })
  predictedRatingFrom: RatingOrigin;
  @ApiProperty({
    example: 1.73,
    description: 'Orders this list; comparable within it only. The sum of its parts.',
  })
  score: number;
  @ApiProperty({ type: [ScorePartDto], description: 'What the score is exactly the sum of, in this order.' })
  parts: ScorePartDto[];
  @ApiProperty({ enum: sources, enumName: 'RecommendationSource' })
  source: Source;
  @ApiProperty({
    enum: candidateSources,
    enumName: 'CandidateSource',
    isArray: true,
    description: 'All that propose the film by themselves.',
  })
  sources: CandidateSource[];
  @ApiProperty({ example: 'Because you rated Psycho (1960) 5' })
  reason: string;
  @ApiProperty({ type: [BecauseDto] })
  because: BecauseDto[];
}

export class ServingModelDto {
  @ApiProperty({ example: 'svd' })
  kind: string;
  @ApiProperty({ example: 'SVD' })
  name: string;
  @ApiProperty({ example: 5 })
  version: number;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'champion',
    description: 'null: chosen by its number.',
  })
  alias: string | null;
}

class ServedArmDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ example: 'challenger' })
  arm: string;
}

export class RecommendationDto {
  @ApiProperty({ format: 'uuid' })
  recommendationId: string;
  @ApiProperty({ type: Number, nullable: true, example: 1, description: 'null for an anonymous session.' })
  userId: number | null;
  @ApiProperty({ enum: strategies, enumName: 'RecommendationStrategy' })
  strategy: Strategy;
  @ApiProperty({ example: false, description: 'Nothing is known of the person yet.' })
  coldStart: boolean;
  @ApiProperty({
    enum: ['no-history', 'no-model', 'model-not-loaded'],
    nullable: true,
    type: String,
    description: 'Why the answer is not what was asked for; null where it is.',
  })
  fallbackReason: FallbackReason | null;
  @ApiProperty({ example: 'default' })
  scenario: string;
  @ApiProperty({ type: ServingModelDto, nullable: true })
  model: ServingModelDto | null;
  @ApiProperty({ type: ServedArmDto, nullable: true, description: 'The arm of an experiment that answered.' })
  experiment: ServedArmDto | null;
  @ApiProperty({ type: [RecommendedMovieDto] })
  items: RecommendedMovieDto[];
  @ApiProperty({ format: 'date-time' })
  servedAt: string;
  @ApiProperty({ example: 2.4 })
  latencyMs: number;
}

export class SimpleRecommendedMovieDto {
  @ApiProperty({ example: 1 })
  rank: number;
  @ApiProperty({ example: 1214 })
  movie_id: number;
  @ApiProperty({ example: 'Alien (1979)' })
  title: string;
  @ApiProperty({ type: Number, nullable: true, example: 1979 })
  year: number | null;
  @ApiProperty({ type: [String], example: ['Horror', 'Sci-Fi'] })
  genres: string[];
  @ApiProperty({ example: 4.4 })
  predicted_rating: number;
  @ApiProperty({ example: 1.73 })
  score: number;
  @ApiProperty({ enum: sources, enumName: 'RecommendationSource' })
  source: Source;
  @ApiProperty({ example: 'Because you rated Psycho (1960) 5' })
  reason: string;
}

export class SimplePredictionDto {
  @ApiProperty({ example: 1 })
  user_id: number;
  @ApiProperty({ format: 'uuid' })
  recommendation_id: string;
  @ApiProperty({ enum: strategies, enumName: 'RecommendationStrategy' })
  strategy: Strategy;
  @ApiProperty({ example: false })
  cold_start: boolean;
  @ApiProperty({ type: ServingModelDto, nullable: true })
  model: ServingModelDto | null;
  @ApiProperty({ type: [SimpleRecommendedMovieDto] })
  recommendations: SimpleRecommendedMovieDto[];
  @ApiProperty({ format: 'date-time' })
  served_at: string;
  @ApiProperty({ example: 2.4 })
  latency_ms: number;
}

export class RatingPredictionDto {
  @ApiProperty({ example: 1 })
  userId: number;
  @ApiProperty({ example: 1214 })
  movieId: number;
  @ApiProperty({ example: 4.4, description: 'In stars, 0.5 to 5.' })
  predictedRating: number;
  @ApiProperty({ enum: origins, enumName: 'RatingOrigin', description: originMeaning })
  predictedRatingFrom: RatingOrigin;
  @ApiProperty({ enum: strategies, enumName: 'RecommendationStrategy' })
  strategy: Strategy;
  @ApiProperty({ type: ServingModelDto, nullable: true })
  model: ServingModelDto | null;
}

export class SimilarMovieDto {
  @ApiProperty({ type: MovieSummaryDto })
  movie: MovieSummaryDto;
  @ApiProperty({ example: 0.42, description: 'Comparable within this answer only.' })
  similarity: number;
  @ApiProperty({
    enum: ['neighbours', 'content'],
    description: 'People who like one like the other; or the same genres.',
  })
  source: 'neighbours' | 'content';
}

export class SimilarMoviesDto {
  @ApiProperty({ example: 1214 })
  movieId: number;
  @ApiProperty({ type: [SimilarMovieDto] })
  items: SimilarMovieDto[];
}

export class ExplainedPartDto extends ScorePartDto {
  @ApiProperty({
    type: [BecauseDto],
    description: 'What the part is exactly the sum of; [] where it comes from elsewhere.',
  })
  because: BecauseDto[];
}

export class ExplanationTermDto {
  @ApiProperty({ enum: termNames, enumName: 'ExplanationTerm' })
  name: ExplanationTerm;
  @ApiProperty({ example: 3.52 })
  contribution: number;
}

export class ModelEstimateDto {
  @ApiProperty({
    enum: ['rating', 'preference'],
    description: 'A rating before it is clipped to the scale, or a preference in the model’s own unit.',
  })
  output: ModelOutput;
  @ApiProperty({ example: 4.21, description: 'Exactly the sum of the terms, then of the films.' })
  score: number;
  @ApiProperty({ type: [ExplanationTermDto] })
  terms: ExplanationTermDto[];
  @ApiProperty({ type: [BecauseDto] })
  because: BecauseDto[];
}

export class ExplanationDto {
  @ApiProperty({ example: 1 })
  userId: number;
  @ApiProperty({ type: MovieSummaryDto })
  movie: MovieSummaryDto;
  @ApiProperty({ enum: strategies, enumName: 'RecommendationStrategy' })
  strategy: Strategy;
  @ApiProperty({ type: ServingModelDto, nullable: true })
  model: ServingModelDto | null;
  @ApiProperty({ example: 1.73, description: 'Exactly the sum of the parts, in their order.' })
  score: number;
  @ApiProperty({ type: [ExplainedPartDto] })
  parts: ExplainedPartDto[];
  @ApiProperty({ example: 4.4, description: 'In stars, 0.5 to 5.' })
  predictedRating: number;
  @ApiProperty({ enum: origins, enumName: 'RatingOrigin', description: originMeaning })
  predictedRatingFrom: RatingOrigin;
  @ApiProperty({ type: ModelEstimateDto, nullable: true })
  estimate: ModelEstimateDto | null;
}
