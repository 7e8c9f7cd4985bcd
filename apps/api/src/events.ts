/** Names of the events that features exchange. */
export const events = {
  ratingsImported: 'ratings.imported',
  ratingChanged: 'rating.changed',
  ratingsArrived: 'ratings.arrived',
  championChanged: 'champion.changed',
  recommendationServed: 'recommendation.served',
  jobEnded: 'job.ended',
  retrainWanted: 'retrain.wanted',
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

export interface ArrivedRating {
  userId: number;
  movieId: number;
  rating: number;
  ratedAt: Date;
}

/** Ratings of pairs that nobody had rated before, whichever way they came. */
export interface RatingsArrived {
  /** All that came. */
  total: number;
  /** Them, or an even sample of them where they are many. */
  ratings: readonly ArrivedRating[];
  /** When they were written: a model that was made later may have learnt them. */
  arrivedAt: Date;
}

/** Something calls for a training; whoever starts it answers with the job's id, or null where none could start. */
export interface RetrainWanted {
  /** The drift report that calls for it; null: something else does. */
  reportId: string | null;
  reason: string;
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
  scores: readonly number[];
  /** The probability with which each film was put at its place; 1 in a list that nothing random made. */
  propensities: readonly number[];
  /** What the list is for, as the caller names it. */
  scenario: string;
  /** What was asked for where it is not the default. */
  request: Readonly<Record<string, unknown>>;
  /** The alias whose model was to answer; null: a version by its number, or no model. */
  alias: string | null;
  /** The model that was to answer could not, and the champion did. */
  fellBack: boolean;
  experiment: ExperimentArm | null;
  latencyMs: number;
  servedAt: Date;
}

/** Which side of an experiment somebody is on. */
export interface ExperimentArm {
  id: string;
  arm: string;
  /** Who is told apart: `u:` and a user id, or `k:` and the hash of an anonymous caller's key. */
  unit: string;
}

/** What somebody can do with a film of a list. */
export type FeedbackType = 'impression' | 'click' | 'rating' | 'not-interested';

/** A job has come to its end: no attempt follows by itself. */
export interface JobEnded {
  jobId: string;
  kind: string;
  state: 'succeeded' | 'failed' | 'cancelled';
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
