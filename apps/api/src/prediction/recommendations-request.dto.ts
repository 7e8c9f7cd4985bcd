import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { RerankMethod } from '@marquee/recommender';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

const largestId = 2 ** 31 - 1;
const rerankMethods = ['mmr', 'dpp', 'none'] as const;
const rerankMeaning =
  'How the list is made varied: by maximal marginal relevance, as a determinantal point process, or not at all.';
const diversityMeaning = '0: by score alone; 1: as varied as can be.';
const calibrationMeaning =
  'How much the genres of the list follow the shares of those that the person likes; 0: not at all.';
const debiasMeaning =
  'How much fame counts against a film: this times ln(1 + ratings) / ln(1 + most ratings) is taken off its score.';
const newFilmsMeaning =
  'The greatest share of places for films that came after the model and fit by their genres, beyond those of their score.';
const filterExample = "genre in ('Comedy', 'Drama') and year >= 1990 and not genre = 'Horror'";
const filterMeaning =
  'Which films may appear: a condition on genre, tag, title, year, averageRating, ratingCount and movieId, with = != < <= > >= ' +
  'in, contains, like, and, or, not, + - * / and parentheses. What is wrong with it is said with its place.';
const boostExample = "if genre = 'Film-Noir' then 1.5";
const boostMeaning =
  'A factor for the score of a film, 0 to 10, 1 leaving it alone: a number or "if … then … else …" over the same fields.';

/** Fields of which model answers and what for, the same in a body and in a query. */
class ServingFields {
  @ApiPropertyOptional({
    maxLength: 50,
    default: 'default',
    example: 'home',
    description: 'What the list is for: letters, digits, _, . and -.',
  })
  @IsOptional()
  @Matches(/^[\w.-]{1,50}$/)
  scenario?: string;

  @ApiPropertyOptional({
    maxLength: 255,
    example: 'challenger',
    description: 'The alias whose model answers, rather than the champion or an arm of an experiment.',
  })
  @IsOptional()
  @Matches(/^[\w-]{1,255}$/)
  alias?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    example: 5,
    description: 'The model version that answers; counts more than `alias`.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(largestId)
  version?: number;

  @ApiPropertyOptional({
    minimum: 0,
    maximum: 1,
    description:
      'The share of such lists that are shown in random order over twice as many films, so that other models can be judged by what people do with them. Default: ROTATION_RATE.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  rotationRate?: number;
}

export class RecommendationsBody extends ServingFields {
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
    enum: rerankMethods,
    enumName: 'RerankMethod',
    default: 'mmr',
    description: rerankMeaning,
  })
  @IsOptional()
  @IsIn(rerankMethods)
  rerank?: RerankMethod;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0.2, description: diversityMeaning })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  diversity?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0, description: calibrationMeaning })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  calibration?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0, description: debiasMeaning })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  popularityDebias?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0.1, description: newFilmsMeaning })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(1)
  newFilms?: number;

  @ApiPropertyOptional({ maxLength: 1000, example: filterExample, description: filterMeaning })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  filter?: string;

  @ApiPropertyOptional({ maxLength: 1000, example: boostExample, description: boostMeaning })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  boost?: string;
}

export class RecommendationsQuery extends ServingFields {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  count?: number;

  @ApiPropertyOptional({
    enum: rerankMethods,
    enumName: 'RerankMethod',
    default: 'mmr',
    description: rerankMeaning,
  })
  @IsOptional()
  @IsIn(rerankMethods)
  rerank?: RerankMethod;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0.2, description: diversityMeaning })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  diversity?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0, description: calibrationMeaning })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  calibration?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0, description: debiasMeaning })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  popularityDebias?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0.1, description: newFilmsMeaning })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  newFilms?: number;

  @ApiPropertyOptional({ maxLength: 1000, example: filterExample, description: filterMeaning })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  filter?: string;

  @ApiPropertyOptional({ maxLength: 1000, example: boostExample, description: boostMeaning })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  boost?: string;
}

export class ExplanationQuery {
  @ApiPropertyOptional({ minimum: 0, maximum: 1, default: 0, description: debiasMeaning })
  @IsOptional()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(1)
  popularityDebias?: number;

  @ApiPropertyOptional({ maxLength: 1000, example: boostExample, description: boostMeaning })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  boost?: string;
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

  @ApiPropertyOptional({
    maxLength: 200,
    example: 'visitor-81c2',
    description:
      'By which a visitor is known again, to stay on one arm of an experiment. Only its hash is kept.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  callerKey?: string;
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

export class SimilarQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 10 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  count: number = 10;
}
