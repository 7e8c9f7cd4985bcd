import type { CatalogueMovie } from '../ingestion/index.js';

/** How an answer came about: from the person's own ratings, or without any. */
export type Strategy = 'personalised' | 'genre-popularity' | 'popularity';

/** Which source brought a film. */
export type Source = 'personalised' | 'similar' | 'popular' | 'genre';

export interface RecommendedMovie {
  rank: number;
  movie: CatalogueMovie;
  /** In stars, 0.5 to 5. */
  predictedRating: number;
  /** Orders this list; comparable within it only. */
  score: number;
  source: Source;
  /** A sentence for a person. */
  reason: string;
  /** The rated films that speak most for it. */
  because: { movieId: number; title: string; rating: number }[];
}

export interface ServingModel {
  kind: string;
  name: string;
  version: number;
}

export interface Recommendation {
  recommendationId: string;
  /** null: an anonymous session. */
  userId: number | null;
  strategy: Strategy;
  coldStart: boolean;
  model: ServingModel | null;
  items: RecommendedMovie[];
  servedAt: string;
  latencyMs: number;
}

export interface RecommendationRequest {
  count: number;
  genres: readonly string[];
  yearFrom: number | null;
  yearTo: number | null;
  excludeMovieIds: readonly number[];
  includeRated: boolean;
  /** 0 = by score alone, 1 = as varied as can be. */
  diversity: number;
}

export const defaultRequest: RecommendationRequest = {
  count: 10,
  genres: [],
  yearFrom: null,
  yearTo: null,
  excludeMovieIds: [],
  includeRated: false,
  diversity: 0.2,
};
