import { rankForUser, type ItemRating, type RankedItem } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { randomUUID } from 'node:crypto';
import { Counter, Histogram } from 'prom-client';
import { ColdStartService } from '../cold-start/index.js';
import { events, type RecommendationServed } from '../events.js';
import { Catalogue, MovieNotFoundError, RatingsReader, type CatalogueMovie } from '../ingestion/index.js';
import { ChampionService, type Champion } from './champion.service.js';
import { NoRatingsError } from './prediction.errors.js';
import { RankingCatalogues } from './ranking-catalogue.js';
import type {
  Recommendation,
  RecommendationRequest,
  RecommendedMovie,
  ServingModel,
  Strategy,
} from './recommendation.js';

type Answer = Pick<Recommendation, 'strategy' | 'model' | 'items'>;

interface Catalog {
  movies: readonly CatalogueMovie[];
  byId: ReadonlyMap<number, CatalogueMovie>;
}

/** Recommends films: by the champion from somebody's full history, or by cold start where there is none. */
@Injectable()
export class RecommendationsService {
  private readonly rankingCatalogues = new RankingCatalogues();
  private indexed: Catalog = { movies: [], byId: new Map() };

  constructor(
    private readonly champions: ChampionService,
    private readonly coldStart: ColdStartService,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
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
   */
  async forHistory(
    userId: number | null,
    history: readonly { movieId: number; rating: number }[],
    request: RecommendationRequest,
  ): Promise<Recommendation> {
    const startedAt = performance.now();
    const catalog = await this.catalog();
    if (catalog.movies.length === 0) throw new NoRatingsError();
    const ratings = history.map(({ movieId, rating }) => ({ itemId: movieId, rating }));
    const answer = this.personalised(catalog, ratings, request) ?? (await this.byColdStart(ratings, request));
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
  async predict(
    userId: number,
    movieId: number,
  ): Promise<{
    userId: number;
    movieId: number;
    predictedRating: number;
    strategy: Strategy;
    model: ServingModel | null;
  }> {
    const movie = (await this.catalog()).byId.get(movieId);
    if (!movie) throw new MovieNotFoundError(movieId);
    const history = await this.ratings.history(userId);
    const champion = this.champions.current();
    if (!champion || history.length === 0 || !champion.model.items.has(movieId)) {
      return {
        userId,
        movieId,
        predictedRating: await this.coldStart.predict(movie),
        strategy: 'popularity',
        model: null,
      };
    }
    const scorer = champion.model.foldIn(history.map((one) => ({ itemId: one.movieId, rating: one.rating })));
    return {
      userId,
      movieId,
      predictedRating: scorer.predict(movieId),
      strategy: 'personalised',
      model: servingModel(champion),
    };
  }

  /** null: there is no champion, or nothing that it knows in the history. */
  private personalised(
    catalog: Catalog,
    history: readonly ItemRating[],
    request: RecommendationRequest,
  ): Answer | null {
    const champion = this.champions.current();
    const neighbours = champion?.neighbours;
    if (!champion || !neighbours || !history.some(({ itemId }) => neighbours.items.has(itemId))) return null;
    const items = rankForUser(
      this.rankingCatalogues.for(neighbours, catalog.movies, catalog.byId, performance.now()),
      {
        history,
        scorer: champion.model.foldIn(history),
        scorerItems: champion.itemsInNeighbourOrder ? undefined : champion.model.items,
        exclude: exclusions(history, request),
        accepts: isFiltered(request) ? acceptance(catalog, request) : undefined,
        count: request.count,
        diversity: request.diversity,
      },
    );
    const rated = new Map(history.map(({ itemId, rating }) => [itemId, rating]));
    return {
      strategy: 'personalised',
      model: servingModel(champion),
      items: items.flatMap((item, index) => toRecommended(item, index + 1, catalog, rated)),
    };
  }

  private async byColdStart(history: readonly ItemRating[], request: RecommendationRequest): Promise<Answer> {
    this.fallbacks.inc({ reason: history.length === 0 ? 'no-history' : 'no-champion' });
    const answers = await this.coldStart.recommend({
      count: request.count,
      genres: request.genres,
      exclude: exclusions(history, request),
      diversity: request.diversity,
      admits: admission(request),
    });
    return {
      strategy: request.genres.length > 0 ? 'genre-popularity' : 'popularity',
      model: null,
      items: answers.map(({ movie, predictedRating, score, rule, reason }, index) => ({
        rank: index + 1,
        movie,
        predictedRating,
        score,
        source: rule,
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
      latencyMs,
      servedAt: new Date(servedAt),
    };
    this.emitter.emit(events.recommendationServed, served);
  }

  private async catalog(): Promise<Catalog> {
    const movies = await this.catalogue.all();
    if (movies !== this.indexed.movies)
      this.indexed = { movies, byId: new Map(movies.map((movie) => [movie.id, movie])) };
    return this.indexed;
  }
}

function servingModel({ version }: Champion): ServingModel {
  return { kind: version.kind, name: version.name, version: version.version };
}

function exclusions(
  history: readonly ItemRating[],
  { includeRated, excludeMovieIds }: RecommendationRequest,
): Set<number> {
  return new Set([...(includeRated ? [] : history.map(({ itemId }) => itemId)), ...excludeMovieIds]);
}

function isFiltered({ genres, yearFrom, yearTo }: RecommendationRequest): boolean {
  return genres.length > 0 || yearFrom !== null || yearTo !== null;
}

function acceptance({ byId }: Catalog, request: RecommendationRequest): (movieId: number) => boolean {
  const admits = admission(request);
  return (movieId) => {
    const movie = byId.get(movieId);
    return movie !== undefined && admits(movie);
  };
}

function admission({ genres, yearFrom, yearTo }: RecommendationRequest): (movie: CatalogueMovie) => boolean {
  return ({ genres: own, year }) =>
    (genres.length === 0 || genres.some((genre) => own.includes(genre))) &&
    (yearFrom === null || (year !== null && year >= yearFrom)) &&
    (yearTo === null || (year !== null && year <= yearTo));
}

function toRecommended(
  item: RankedItem,
  rank: number,
  { byId }: Catalog,
  rated: ReadonlyMap<number, number>,
): RecommendedMovie[] {
  const movie = byId.get(item.itemId);
  if (!movie) return [];
  const because = item.because.flatMap((movieId) => {
    const title = byId.get(movieId)?.title;
    return title === undefined ? [] : [{ movieId, title, rating: rated.get(movieId) ?? 0 }];
  });
  const predictedRating = item.predictedRating ?? movie.averageRating ?? 0;
  return [
    {
      rank,
      movie,
      predictedRating,
      score: item.score,
      source: item.source,
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
  if (source === 'popular' || !first) {
    return source === 'genre'
      ? `Of the genres you like: ${movie.genres.join(', ')}`
      : 'Liked by many, and in line with your taste';
  }
  if (source === 'similar' || !second) return `Because you rated ${first.title} ${first.rating}`;
  return `Because you rated ${first.title} ${first.rating} and ${second.title} ${second.rating}`;
}
