import { rankForUser, type ItemRating, type RankedItem } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { randomUUID } from 'node:crypto';
import { Counter, Histogram } from 'prom-client';
import { ColdStartService } from '../cold-start/index.js';
import { events, type RecommendationServed } from '../events.js';
import { Catalogue, MovieNotFoundError, RatingsReader, type CatalogueMovie } from '../ingestion/index.js';
import { championAlias } from '../registry/index.js';
import { becauseOf } from './because.js';
import { ChampionService, servingModel } from './champion.service.js';
import { Expressions } from './expressions.js';
import { PersonalRanking, type PersonalView } from './personal-ranking.js';
import { NoRatingsError } from './prediction.errors.js';
import type { Recommendation, RecommendationRequest, RecommendedMovie } from './recommendation.js';

type Answer = Pick<Recommendation, 'strategy' | 'model' | 'items'>;

type RatingPrediction = Pick<Recommendation, 'strategy' | 'model'> &
  Pick<RecommendedMovie, 'predictedRating' | 'predictedRatingFrom'> & { userId: number; movieId: number };
type Admission = (movie: CatalogueMovie) => boolean;

/** Recommends films: by the champion from somebody's full history, or by cold start where there is none. */
@Injectable()
export class RecommendationsService {
  constructor(
    private readonly champions: ChampionService,
    private readonly coldStart: ColdStartService,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly ranking: PersonalRanking,
    private readonly expressions: Expressions,
    private readonly emitter: EventEmitter2,
    @InjectMetric('reco_recommendations_total') private readonly total: Counter,
    @InjectMetric('reco_recommendation_duration_seconds') private readonly duration: Histogram,
    @InjectMetric('reco_fallback_total') private readonly fallbacks: Counter,
    @InjectMetric('reco_empty_total') private readonly empty: Counter,
  ) {}

  /** Films for a person, from all that they have rated up to this moment. Unknown people are answered, not refused. */
  async forUser(userId: number, request: RecommendationRequest): Promise<Recommendation> {
    const history = await this.ratings.history(userId);
    return this.forHistory(userId, history, request);
  }

  /**
   * Films for somebody who is known by these ratings only.
   *
   * @throws NoRatingsError when there is no film at all
   * @throws InvalidExpressionError
   */
  async forHistory(
    userId: number | null,
    history: readonly { movieId: number; rating: number }[],
    request: RecommendationRequest,
  ): Promise<Recommendation> {
    const startedAt = performance.now();
    const admits = admission(request, await this.expressions.filterOf(request.filter));
    const ratings = history.map(({ movieId, rating }) => ({ itemId: movieId, rating }));
    const view = await this.ranking.for(ratings, request);
    if ((await this.catalogue.all()).length === 0) throw new NoRatingsError();
    const answer = view
      ? personalised(view, request, admits)
      : await this.byColdStart(ratings, request, admits);
    const latencyMs = Math.round((performance.now() - startedAt) * 1000) / 1000;
    const recommendation = {
      recommendationId: randomUUID(),
      userId,
      coldStart: answer.strategy !== 'personalised',
      servedAt: new Date().toISOString(),
      latencyMs,
      ...answer,
    };
    this.tell(recommendation);
    return recommendation;
  }

  /** What a person would give a film, their latest ratings included. */
  async predict(userId: number, movieId: number): Promise<RatingPrediction> {
    const movie = (await this.catalogue.byId()).get(movieId);
    if (!movie) throw new MovieNotFoundError(movieId);
    const history = await this.ratings.history(userId);
    const champion = this.champions.current();
    const rates = champion?.model.output === 'rating' && champion.model.items.has(movieId);
    if (!champion || history.length === 0 || !rates) {
      const predictedRating = await this.coldStart.predict(movie);
      const origin = { predictedRatingFrom: 'average', strategy: 'popularity', model: null } as const;
      return { userId, movieId, predictedRating, ...origin };
    }
    const scorer = champion.model.foldIn(history.map((one) => ({ itemId: one.movieId, rating: one.rating })));
    return {
      userId,
      movieId,
      predictedRating: scorer.predict(movieId),
      predictedRatingFrom: 'model',
      strategy: 'personalised',
      model: servingModel(champion),
    };
  }

  private async byColdStart(
    history: readonly ItemRating[],
    request: RecommendationRequest,
    admits: Admission | null,
  ): Promise<Answer> {
    this.fallbacks.inc({ reason: history.length === 0 ? 'no-history' : 'no-champion' });
    const answers = await this.coldStart.recommend({
      count: request.count,
      genres: request.genres,
      exclude: exclusions(history, request),
      diversity: request.diversity,
      admits: admits ?? (() => true),
    });
    return {
      strategy: request.genres.length > 0 ? 'genre-popularity' : 'popularity',
      model: null,
      items: answers.map(({ movie, predictedRating, score, rule, reason }, index) => ({
        rank: index + 1,
        movie,
        predictedRating,
        predictedRatingFrom: 'average',
        score,
        parts: [{ name: 'popularity', contribution: score }],
        source: rule,
        sources: [rule],
        reason,
        because: [],
      })),
    };
  }

  private tell({
    recommendationId,
    userId,
    strategy,
    model,
    items,
    latencyMs,
    servedAt,
  }: Recommendation): void {
    const kind = model?.kind ?? 'none';
    for (const { source } of items) this.total.inc({ model: kind, source });
    this.duration.observe({ strategy }, latencyMs / 1000);
    if (items.length === 0) this.empty.inc();
    const served: RecommendationServed = {
      recommendationId,
      userId,
      modelVersion: model?.version ?? null,
      modelKind: model?.kind ?? null,
      strategy,
      movieIds: items.map(({ movie }) => movie.id),
      sources: items.map(({ source }) => source),
      scores: items.map(({ score }) => score),
      propensities: items.map(() => 1),
      scenario: 'default',
      request: {},
      alias: model ? championAlias : null,
      fellBack: false,
      experiment: null,
      latencyMs,
      servedAt: new Date(servedAt),
    };
    this.emitter.emit(events.recommendationServed, served);
  }
}

function personalised(view: PersonalView, request: RecommendationRequest, admits: Admission | null): Answer {
  const { champion, ranking, byId } = view;
  const { count, rerank, diversity, calibration, newFilms } = request;
  const items = rankForUser(ranking, {
    ...view.request,
    exclude: exclusions(view.request.history, request),
    accepts: (movieId) => {
      const movie = byId.get(movieId);
      return movie !== undefined && (!admits || admits(movie));
    },
    count,
    rerank,
    diversity,
    calibration,
    newItems: newFilms,
  });
  return {
    strategy: 'personalised',
    model: servingModel(champion),
    items: items.flatMap((item, index) => toRecommended(item, index + 1, view)),
  };
}

function exclusions(
  history: readonly ItemRating[],
  { includeRated, excludeMovieIds }: RecommendationRequest,
): Set<number> {
  return new Set([...(includeRated ? [] : history.map(({ itemId }) => itemId)), ...excludeMovieIds]);
}

/** Which films may appear; null: all. */
function admission(request: RecommendationRequest, passes: Admission | null): Admission | null {
  const { genres, yearFrom, yearTo } = request;
  if (!passes && genres.length === 0 && yearFrom === null && yearTo === null) return null;
  return (movie) =>
    (genres.length === 0 || genres.some((genre) => movie.genres.includes(genre))) &&
    (yearFrom === null || (movie.year !== null && movie.year >= yearFrom)) &&
    (yearTo === null || (movie.year !== null && movie.year <= yearTo)) &&
    (!passes || passes(movie));
}

function toRecommended(item: RankedItem, rank: number, { byId, champion }: PersonalView): RecommendedMovie[] {
  const movie = byId.get(item.itemId);
  if (!movie) return [];
  const because = becauseOf(item.because, byId);
  return [
    {
      rank,
      movie,
      predictedRating: item.predictedRating ?? movie.averageRating ?? 0,
      predictedRatingFrom: champion.model.output === 'rating' ? 'model' : 'average',
      score: item.score,
      parts: item.parts.map(({ name, contribution }) => ({ name, contribution })),
      source: item.source,
      sources: [...item.sources],
      reason: explain(item, movie, because),
      because,
    },
  ];
}

function explain(
  { source }: RankedItem,
  movie: CatalogueMovie,
  because: RecommendedMovie['because'],
): string {
  const [first, second] = because;
  if (source === 'new') return `New, and of the genres you like: ${movie.genres.join(', ')}`;
  if (source === 'popular' || !first) {
    return source === 'genre'
      ? `Of the genres you like: ${movie.genres.join(', ')}`
      : 'Liked by many, and in line with your taste';
  }
  if (source === 'similar' || !second) return `Because you rated ${first.title} ${first.rating}`;
  return `Because you rated ${first.title} ${first.rating} and ${second.title} ${second.rating}`;
}
