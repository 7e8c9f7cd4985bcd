/** Names of the events that features exchange. */
export const events = {
  ratingsImported: 'ratings.imported',
  ratingChanged: 'rating.changed',
  championChanged: 'champion.changed',
  recommendationServed: 'recommendation.served',
} as const;

export interface RatingsImported {
  inserted: number;
  updated: number;
}

export interface RatingChanged {
  userId: number;
  movieId: number;
  /** null: the rating was taken back. */
  rating: number | null;
}

export interface ChampionChanged {
  fromVersion: number | null;
  toVersion: number;
}

export interface RecommendationServed {
  recommendationId: string;
  userId: number | null;
  modelVersion: number | null;
  modelKind: string | null;
  strategy: string;
  movieIds: readonly number[];
  /** Which source brought each film, in the order of `movieIds`. */
  sources: readonly string[];
  latencyMs: number;
  servedAt: Date;
}
