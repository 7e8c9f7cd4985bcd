import {
  bayesianAverage,
  onboardingFilms,
  recommendColdStart,
  type CatalogueItem,
  type ColdStartRule,
} from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { Catalogue, type CatalogueMovie } from '../ingestion/index.js';

export interface ColdStartAnswer {
  movie: CatalogueMovie;
  /** Bayesian-shrunk mean of everybody's ratings: the best guess for somebody unknown. */
  predictedRating: number;
  score: number;
  rule: ColdStartRule;
  /** A sentence for a person. */
  reason: string;
}

export interface ColdStartRequest {
  count: number;
  genres: readonly string[];
  exclude: ReadonlySet<number>;
  /** 0 to 1. */
  diversity: number;
  /** Films that may be recommended at all. */
  admits: (movie: CatalogueMovie) => boolean;
}

const shrinkageRatings = 20;
/** The middle of the scale: what is said where nobody has rated anything. */
const middleRating = 2.75;

/** Answers for people and films that no model knows. */
@Injectable()
export class ColdStartService {
  constructor(private readonly catalogue: Catalogue) {}

  /** Well-liked films that many know, of the wanted genres first; each says which rule brought it. */
  async recommend(request: ColdStartRequest): Promise<ColdStartAnswer[]> {
    const movies = (await this.catalogue.all()).filter(request.admits);
    const byId = new Map(movies.map((movie) => [movie.id, movie]));
    const mean = meanRating(movies);
    return recommendColdStart(movies.map(toItem), request).flatMap(
      ({ itemId, score, rule, matchedGenres }) => {
        const movie = byId.get(itemId);
        return movie
          ? [
              {
                movie,
                predictedRating: shrunkMean(movie, mean),
                score,
                rule,
                reason: explain(movie, rule, matchedGenres),
              },
            ]
          : [];
      },
    );
  }

  /** What somebody unknown would give a film: everybody's mean, shrunk where few have rated it. */
  async predict(movie: CatalogueMovie): Promise<number> {
    return shrunkMean(movie, meanRating(await this.catalogue.all()));
  }

  /** Films worth asking a newcomer about: well known, divisive, of different kinds. */
  async onboarding(count: number, genres: readonly string[]): Promise<CatalogueMovie[]> {
    const movies = await this.catalogue.all();
    const byId = new Map(movies.map((movie) => [movie.id, movie]));
    return onboardingFilms(movies.map(toItem), { count, genres }).flatMap(
      ({ itemId }) => byId.get(itemId) ?? [],
    );
  }
}

function toItem({ id, genres, ratingCount, averageRating }: CatalogueMovie): CatalogueItem {
  return { itemId: id, genres, ratingCount, averageRating };
}

function meanRating(movies: readonly CatalogueMovie[]): number {
  let ratings = 0;
  let sum = 0;
  for (const { ratingCount, averageRating } of movies) {
    ratings += ratingCount;
    sum += ratingCount * (averageRating ?? 0);
  }
  return ratings === 0 ? middleRating : sum / ratings;
}

function shrunkMean({ ratingCount, averageRating }: CatalogueMovie, mean: number): number {
  return bayesianAverage(averageRating ?? mean, ratingCount, mean, shrinkageRatings);
}

function explain(
  { ratingCount, averageRating }: CatalogueMovie,
  rule: ColdStartRule,
  matchedGenres: readonly string[],
): string {
  if (rule === 'genre') return `Among the best loved in ${listed(matchedGenres)}`;
  if (ratingCount === 0 || averageRating === null) return 'New in the catalogue';
  return `Liked by many: ${averageRating.toFixed(1)} on average from ${ratingCount.toLocaleString('en')} ratings`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
