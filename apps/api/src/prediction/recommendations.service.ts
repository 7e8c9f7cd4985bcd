import { rankForUser, rotate, seededRandom, type ItemRating, type RankedItem } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { randomInt, randomUUID } from 'node:crypto';
import { Counter, Histogram } from 'prom-client';
import { ColdStartService } from '../cold-start/index.js';
import { events, type RecommendationServed } from '../events.js';
import { Catalogue, MovieNotFoundError, RatingsReader, type CatalogueMovie } from '../ingestion/index.js';
import { AppConfig } from '../platform/config/app-config.js';
import { ArmAssignments, unitOf } from './arm-assignments.js';
import { becauseOf } from './because.js';
import { ChampionService, servingModel } from './champion.service.js';
import { BoundedLabels } from './bounded-labels.js';
import { Expressions } from './expressions.js';
import { PersonalRanking, type PersonalView } from './personal-ranking.js';
import { NoRatingsError } from './prediction.errors.js';
import type { Champion } from './read-model.js';
import type {
  FallbackReason,
  Recommendation,
  RecommendationRequest,
  RecommendedMovie,
} from './recommendation.js';
import { requestForLog } from './request-log.js';
import { ServingModels, type ChosenModel } from './serving-models.service.js';

type Answer = Pick<Recommendation, 'strategy' | 'model' | 'items'> & {
  /** With which probability each film was put at its place. */
  propensities: readonly number[];
};

/** What the log keeps of an answer beside the answer. */
interface Served {
  recommendation: Recommendation;
  propensities: readonly number[];
  request: RecommendationRequest;
  chosen: ChosenModel;
  unit: string | null;
}

/** Films for one list at the most. */
const longestList = 500;
/** Films that take part in random order, for each place of the list. */
const poolPerPlace = 2;
/** Names of scenarios that metrics tell apart. */
const scenarioLabels = 20;

type RatingPrediction = Pick<Recommendation, 'strategy' | 'model'> &
  Pick<RecommendedMovie, 'predictedRating' | 'predictedRatingFrom'> & { userId: number; movieId: number };
type Admission = (movie: CatalogueMovie) => boolean;

/** Recommends films: by the champion from somebody's full history, or by cold start where there is none. */
@Injectable()
export class RecommendationsService {
  private readonly scenarios = new BoundedLabels(scenarioLabels);

  constructor(
    private readonly config: AppConfig,
    private readonly arms: ArmAssignments,
    private readonly models: ServingModels,
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
    given: RecommendationRequest,
  ): Promise<Recommendation> {
    const startedAt = performance.now();
    const rotationRate = given.rotationRate ?? this.config.rotationRate;
    const request = { ...given, rotationRate: rotationRate || null };
    const admits = admission(request, await this.expressions.filterOf(request.filter));
    const ratings = history.map(({ movieId, rating }) => ({ itemId: movieId, rating }));
    const unit = unitOf(userId, request.callerKey);
    const explicit = request.alias !== null || request.version !== null;
    const assigned = explicit ? null : this.arms.of(unit);
    const chosen = assigned
      ? await this.models.chooseForArm(assigned.alias, assigned.version)
      : await this.models.choose(request);
    const view = await this.ranking.for(ratings, request, chosen.model);
    if ((await this.catalogue.all()).length === 0) throw new NoRatingsError();
    const { propensities, ...answer } = view
      ? personalised(view, request, admits, chosen.alias)
      : await this.byColdStart(ratings, request, admits);
    const recommendation: Recommendation = {
      recommendationId: randomUUID(),
      userId,
      coldStart: answer.strategy !== 'personalised',
      fallbackReason: this.fallbackOf(answer.strategy, ratings, chosen),
      scenario: request.scenario,
      experiment: assigned && { id: assigned.experimentId, arm: assigned.arm },
      servedAt: new Date().toISOString(),
      latencyMs: Math.round((performance.now() - startedAt) * 1000) / 1000,
      ...answer,
    };
    this.tell({ recommendation, propensities, request, chosen, unit });
    return recommendation;
  }

  /**
   * What a model would show somebody with this history, best first, without telling anybody; null where it would not
   * answer by the history.
   */
  async wouldShow(
    history: readonly ItemRating[],
    request: RecommendationRequest,
    model: Champion,
  ): Promise<number[] | null> {
    const view = await this.ranking.for(history, request, model);
    if (!view) return null;
    const admits = admission(request, await this.expressions.filterOf(request.filter));
    const pool = rankedPool(view, request, admits);
    return pool.slice(0, request.count).map(({ itemId }) => itemId);
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
      propensities: answers.map(() => 1),
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

  private fallbackOf(
    strategy: Recommendation['strategy'],
    history: readonly ItemRating[],
    { model, fellBack }: ChosenModel,
  ): FallbackReason | null {
    const missing = fellBack ? 'model-not-loaded' : 'no-model';
    const without = model === null ? missing : 'no-history';
    const reason = strategy !== 'personalised' ? (history.length === 0 ? 'no-history' : without) : null;
    if (reason) this.fallbacks.inc({ reason: reason === 'no-model' ? 'no-champion' : reason });
    if (fellBack) this.fallbacks.inc({ reason: 'model-not-loaded' });
    return reason ?? (fellBack ? 'model-not-loaded' : null);
  }

  private tell({ recommendation, propensities, request, chosen, unit }: Served): void {
    const { recommendationId, userId, strategy, model, items, latencyMs, experiment } = recommendation;
    const labels = { model: model?.kind ?? 'none', scenario: this.scenarios.of(request.scenario) };
    for (const { source } of items) this.total.inc({ ...labels, source });
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
      propensities,
      scenario: request.scenario,
      request: requestForLog(request),
      alias: chosen.alias,
      fellBack: chosen.fellBack,
      experiment: experiment && unit !== null ? { ...experiment, unit } : null,
      latencyMs,
      servedAt: new Date(recommendation.servedAt),
    };
    this.emitter.emit(events.recommendationServed, served);
  }
}

function personalised(
  view: PersonalView,
  request: RecommendationRequest,
  admits: Admission | null,
  alias: string | null,
): Answer {
  const rotationRate = request.rotationRate ?? 0;
  const pool = rankedPool(view, request, admits).filter(({ itemId }) => view.byId.has(itemId));
  const { list, propensities } = rotate(pool, request.count, rotationRate, seededRandom(randomInt(2 ** 47)));
  return {
    strategy: 'personalised',
    model: servingModel(view.champion, alias),
    propensities,
    items: list.flatMap((item, index) => toRecommended(item, index + 1, view)),
  };
}

/** The list, and after it the films that take part where order is random. */
function rankedPool(
  view: PersonalView,
  request: RecommendationRequest,
  admits: Admission | null,
): RankedItem[] {
  const { ranking, byId } = view;
  const { count, rerank, diversity, calibration, newFilms } = request;
  const takesPart = Math.max(count, Math.min(count * poolPerPlace, longestList));
  return rankForUser(ranking, {
    ...view.request,
    exclude: exclusions(view.request.history, request),
    accepts: (movieId) => {
      const movie = byId.get(movieId);
      return movie !== undefined && (!admits || admits(movie));
    },
    count: request.rotationRate ? takesPart : count,
    rerank,
    diversity,
    calibration,
    newItems: newFilms,
  });
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
