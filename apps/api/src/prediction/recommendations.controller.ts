import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/http/api-problems.js';
import { ParseIdPipe } from '../platform/http/parse-id.pipe.js';
import {
  RatingPredictionDto,
  RecommendationDto,
  RecommendationsBody,
  RecommendationsQuery,
  SessionRecommendationsBody,
  SimilarMoviesDto,
  SimilarQuery,
  SimplePredictBody,
  SimplePredictionDto,
} from './prediction.dto.js';
import { defaultRequest, type Recommendation } from './recommendation.js';
import { RecommendationsService } from './recommendations.service.js';
import { SimilarMoviesService } from './similar-movies.service.js';

const personal = ['cache-control', 'private, no-store'] as const;

@ApiTags('recommendations')
@Controller('api/v1')
export class RecommendationsController {
  constructor(
    private readonly recommendations: RecommendationsService,
    private readonly similarMovies: SimilarMoviesService,
  ) {}

  @Post('users/:id/recommendations')
  @HttpCode(200)
  @Header(...personal)
  @ApiOperation({
    operationId: 'recommend',
    summary: 'Films for a person; an unknown person gets what is loved by many',
  })
  @ApiOkResponse({ type: RecommendationDto })
  @ApiProblems(400, 503)
  forUser(@Param('id', ParseIdPipe) id: number, @Body() body: RecommendationsBody): Promise<Recommendation> {
    return this.recommendations.forUser(id, { ...defaultRequest, ...body });
  }

  @Get('users/:id/recommendations')
  @Header(...personal)
  @ApiOperation({ operationId: 'getRecommendations', summary: 'The same, for simple calls' })
  @ApiOkResponse({ type: RecommendationDto })
  @ApiProblems(400, 503)
  get(
    @Param('id', ParseIdPipe) id: number,
    @Query() { count }: RecommendationsQuery,
  ): Promise<Recommendation> {
    return this.recommendations.forUser(id, { ...defaultRequest, ...(count === undefined ? {} : { count }) });
  }

  @Post('sessions/recommendations')
  @HttpCode(200)
  @Header(...personal)
  @ApiOperation({
    operationId: 'recommendForSession',
    summary: 'Films for a visitor who is known by a few ratings only',
  })
  @ApiOkResponse({ type: RecommendationDto })
  @ApiProblems(400, 503)
  forSession(@Body() { ratings, ...request }: SessionRecommendationsBody): Promise<Recommendation> {
    return this.recommendations.forHistory(null, ratings, { ...defaultRequest, ...request });
  }

  @Get('users/:id/predictions/:movieId')
  @Header(...personal)
  @ApiOperation({ operationId: 'predictRating', summary: 'What a person would give a film' })
  @ApiOkResponse({ type: RatingPredictionDto })
  @ApiProblems(400, 404)
  predict(
    @Param('id', ParseIdPipe) id: number,
    @Param('movieId', ParseIdPipe) movieId: number,
  ): Promise<RatingPredictionDto> {
    return this.recommendations.predict(id, movieId);
  }

  @Get('movies/:id/similar')
  @ApiOperation({
    operationId: 'listSimilarMovies',
    summary: 'Films that are liked by the same people, or are of the same kind',
  })
  @ApiOkResponse({ type: SimilarMoviesDto })
  @ApiProblems(400, 404)
  similar(@Param('id', ParseIdPipe) id: number, @Query() { count }: SimilarQuery): Promise<SimilarMoviesDto> {
    return this.similarMovies.similar(id, count);
  }
}

/** The short path that scripts rely on. */
@ApiTags('short paths')
@Controller('predict')
export class SimplePredictController {
  constructor(private readonly recommendations: RecommendationsService) {}

  @Post()
  @HttpCode(200)
  @Header(...personal)
  @ApiOperation({ operationId: 'predictSimple', summary: 'Top-N films for a person' })
  @ApiOkResponse({ type: SimplePredictionDto })
  @ApiProblems(400, 503)
  async predict(@Body() body: SimplePredictBody): Promise<SimplePredictionDto> {
    const answer = await this.recommendations.forUser(body.user_id, {
      ...defaultRequest,
      count: body.n_recommendations ?? defaultRequest.count,
      genres: body.genres ?? [],
    });
    return {
      user_id: body.user_id,
      recommendation_id: answer.recommendationId,
      strategy: answer.strategy,
      cold_start: answer.coldStart,
      model: answer.model,
      recommendations: answer.items.map(({ rank, movie, predictedRating, score, source, reason }) => ({
        rank,
        movie_id: movie.id,
        title: movie.title,
        year: movie.year,
        genres: movie.genres,
        predicted_rating: predictedRating,
        score,
        source,
        reason,
      })),
      served_at: answer.servedAt,
      latency_ms: answer.latencyMs,
    };
  }
}
