import { Body, Controller, Get, Header, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../platform/http/api-problems.js';
import { BodyRules, bulkBodyBytes } from '../platform/http/body-rules.js';
import { ParseIdPipe } from '../platform/http/parse-id.pipe.js';
import { ExplanationsService } from './explanations.service.js';
import {
  ExplanationDto,
  RatingPredictionDto,
  RecommendationDto,
  SimilarMoviesDto,
  SimplePredictionDto,
} from './prediction.dto.js';
import { defaultRequest, type Explanation, type Recommendation } from './recommendation.js';
import {
  ExplanationQuery,
  RecommendationsBody,
  RecommendationsQuery,
  SessionRecommendationsBody,
  SimilarQuery,
  SimplePredictBody,
} from './recommendations-request.dto.js';
import { RecommendationsService } from './recommendations.service.js';
import { SimilarMoviesService } from './similar-movies.service.js';

const personal = ['cache-control', 'private, no-store'] as const;

@ApiTags('recommendations')
@Controller('api/v1')
export class RecommendationsController {
  constructor(
    private readonly recommendations: RecommendationsService,
    private readonly explanations: ExplanationsService,
    private readonly similarMovies: SimilarMoviesService,
  ) {}

  @Post('users/:id/recommendations')
  @BodyRules({ bodyLimit: bulkBodyBytes })
  @HttpCode(200)
  @Header(...personal)
  @ApiOperation({
    operationId: 'recommend',
    summary: 'Films for a person; an unknown person gets what is loved by many',
  })
  @ApiOkResponse({ type: RecommendationDto })
  @ApiProblems(400, 422, 503)
  forUser(@Param('id', ParseIdPipe) id: number, @Body() body: RecommendationsBody): Promise<Recommendation> {
    return this.recommendations.forUser(id, { ...defaultRequest, ...given(body) });
  }

  @Get('users/:id/recommendations')
  @Header(...personal)
  @ApiOperation({ operationId: 'getRecommendations', summary: 'The same, for simple calls' })
  @ApiOkResponse({ type: RecommendationDto })
  @ApiProblems(400, 422, 503)
  get(@Param('id', ParseIdPipe) id: number, @Query() query: RecommendationsQuery): Promise<Recommendation> {
    return this.recommendations.forUser(id, { ...defaultRequest, ...given(query) });
  }

  @Post('sessions/recommendations')
  @BodyRules({ bodyLimit: bulkBodyBytes })
  @HttpCode(200)
  @Header(...personal)
  @ApiOperation({
    operationId: 'recommendForSession',
    summary: 'Films for a visitor who is known by a few ratings only',
  })
  @ApiOkResponse({ type: RecommendationDto })
  @ApiProblems(400, 422, 503)
  forSession(@Body() { ratings, ...request }: SessionRecommendationsBody): Promise<Recommendation> {
    return this.recommendations.forHistory(null, ratings, { ...defaultRequest, ...given(request) });
  }

  @Get('users/:id/recommendations/:movieId/explanation')
  @Header(...personal)
  @ApiOperation({
    operationId: 'explainRecommendation',
    summary: 'Why a film has its score for a person, by parts that add up to it exactly',
  })
  @ApiOkResponse({ type: ExplanationDto })
  @ApiProblems(400, 404, 422)
  explain(
    @Param('id', ParseIdPipe) id: number,
    @Param('movieId', ParseIdPipe) movieId: number,
    @Query() query: ExplanationQuery,
  ): Promise<Explanation> {
    const { popularityDebias, boost } = { ...defaultRequest, ...given(query) };
    return this.explanations.explain(id, movieId, { popularityDebias, boost });
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

/** The fields that were sent: what is left out, or null, keeps its default. */
function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(sent) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}
