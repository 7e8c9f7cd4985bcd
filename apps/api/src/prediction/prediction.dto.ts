import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { MovieSummaryDto } from '../ingestion/index.js';
import type { Source, Strategy } from './recommendation.js';

const largestId = 2 ** 31 - 1;
const strategies = ['personalised', 'genre-popularity', 'popularity'] as const;
const sources = ['personalised', 'similar', 'popular', 'genre'] as const;

export class RecommendationsBody {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 10 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  count?: number;

  @ApiPropertyOptional({
    type: [String],
    example: ['Horror'],
    description: 'Only films with one of these genres.',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  genres?: string[];

  @ApiPropertyOptional({ type: 'integer', example: 1980 })
  @IsOptional()
  @IsInt()
  @Min(1800)
  @Max(2200)
  yearFrom?: number;

  @ApiPropertyOptional({ type: 'integer', example: 1999 })
  @IsOptional()
  @IsInt()
  @Min(1800)
  @Max(2200)
  yearTo?: number;

  @ApiPropertyOptional({ type: [Number], example: [1, 2571] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(largestId, { each: true })
  excludeMovieIds?: number[];

  @ApiPropertyOptional({ default: false, description: 'Also films that the person has rated.' })
  @IsOptional()
  @IsBoolean()
  includeRated?: boolean;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    default: 0.2,
    description: '0: by score alone; 1: as varied as can be.',
  })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  diversity?: number;
}

export class RecommendationsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  count?: number;
}

export class SessionRatingBody {
  @ApiProperty({ type: 'integer', example: 1 })
  @IsInt()
  @Min(1)
  @Max(largestId)
  movieId: number;

  @ApiProperty({ example: 4.5, minimum: 0.5, maximum: 5 })
  @IsNumber()
  @Min(0.5)
  @Max(5)
  rating: number;
}

export class SessionRecommendationsBody extends RecommendationsBody {
  @ApiProperty({ type: [SessionRatingBody], description: 'What the visitor likes; nothing of it is stored.' })
  @IsArray()
  @ArrayMinSize(0)
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => SessionRatingBody)
  ratings: SessionRatingBody[];
}

export class SimplePredictBody {
  @ApiProperty({ type: 'integer', example: 1, minimum: 1 })
  @IsInt()
  @Min(1)
  @Max(largestId)
  user_id: number;

  @ApiPropertyOptional({ type: 'integer', example: 10, minimum: 1, maximum: 500, default: 10 })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(500)
  n_recommendations?: number;

  @ApiPropertyOptional({ type: [String], example: ['Comedy'] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(20)
  @IsString({ each: true })
  @MaxLength(50, { each: true })
  genres?: string[];
}

export class BecauseDto {
  @ApiProperty({ example: 1219 })
  movieId: number;
  @ApiProperty({ example: 'Psycho (1960)' })
  title: string;
  @ApiProperty({ example: 5 })
  rating: number;
}

export class RecommendedMovieDto {
  @ApiProperty({ example: 1 })
  rank: number;
  @ApiProperty({ type: MovieSummaryDto })
  movie: MovieSummaryDto;
  @ApiProperty({ example: 4.4, description: 'In stars, 0.5 to 5.' })
  predictedRating: number;
  @ApiProperty({ example: 1.73, description: 'Orders this list; comparable within it only.' })
  score: number;
  @ApiProperty({ enum: sources, enumName: 'RecommendationSource' })
  source: Source;
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
  @ApiProperty({ type: ServingModelDto, nullable: true })
  model: ServingModelDto | null;
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
  @ApiProperty({ enum: strategies, enumName: 'RecommendationStrategy' })
  strategy: Strategy;
  @ApiProperty({ type: ServingModelDto, nullable: true })
  model: ServingModelDto | null;
}

export class SimilarQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  count: number = 10;
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
