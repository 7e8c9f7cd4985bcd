/** Names of the events that features exchange. */
export const events = {
  ratingsImported: 'ratings.imported',
  ratingChanged: 'rating.changed',
  championChanged: 'champion.changed',
  recommendationServed: 'recommendation.served',
  alertRaised: 'alert.raised',
  alertResolved: 'alert.resolved',
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

export type AlertSeverity = 'info' | 'warning' | 'critical';

/** Something that a person should know of. Raising a key that is open already updates it, it does not repeat it. */
export interface AlertRaised {
  /** Names the condition, the same each time it is met: `drift`, `job-failed:training`. */
  key: string;
  severity: AlertSeverity;
  /** One line for a person. */
  title: string;
  /** What happened, with its numbers, and what to do. */
  detail: string;
  /** Path in the dashboard where more is to be seen, or null. */
  link: string | null;
  at: Date;
}

export interface AlertResolved {
  key: string;
  at: Date;
}
