import type {
  CandidateSource,
  ExplanationTerm,
  ModelOutput,
  RerankMethod,
  ScorePartName,
} from '@marquee/recommender';
import type { CatalogueMovie } from '../ingestion/index.js';

/** How an answer came about: from the person's own ratings, or without any. */
export type Strategy = 'personalised' | 'genre-popularity' | 'popularity';

/** Which source brought a film. */
export type Source = 'personalised' | 'similar' | 'popular' | 'genre' | 'new';

/** Where a predicted rating is from: a model of ratings, or everybody's average and how generous the person is. */
export type RatingOrigin = 'model' | 'average';

/** A rated film that speaks for another, or against it. */
export interface Because {
  movieId: number;
  title: string;
  rating: number;
  contribution: number;
}

export interface ScorePart {
  name: ScorePartName;
  /** In units of the score. */
  contribution: number;
}

export interface RecommendedMovie {
  rank: number;
  movie: CatalogueMovie;
  /** In stars, 0.5 to 5. */
  predictedRating: number;
  predictedRatingFrom: RatingOrigin;
  /** Orders this list; comparable within it only. Exactly the sum of its parts, in their order. */
  score: number;
  parts: ScorePart[];
  source: Source;
  /** All sources that propose it by themselves. */
  sources: CandidateSource[];
  /** A sentence for a person. */
  reason: string;
  /** The rated films that speak most for it. */
  because: Because[];
}

export interface ServingModel {
  kind: string;
  name: string;
  version: number;
  /** null: it was chosen by its number. */
  alias: string | null;
}

/** Why an answer is not what was asked for. */
export type FallbackReason = 'no-history' | 'no-model' | 'model-not-loaded';

export interface Recommendation {
  recommendationId: string;
  /** null: an anonymous session. */
  userId: number | null;
  strategy: Strategy;
  coldStart: boolean;
  fallbackReason: FallbackReason | null;
  scenario: string;
  model: ServingModel | null;
  experiment: { id: string; arm: string } | null;
  items: RecommendedMovie[];
  servedAt: string;
  latencyMs: number;
}

/** Why a film has its score for a person, and what the model expects them to rate it. */
export interface Explanation {
  userId: number;
  movie: CatalogueMovie;
  strategy: Strategy;
  model: ServingModel | null;
  /** Exactly the sum of `parts`, in their order. */
  score: number;
  /** A part with films behind it is exactly their sum, in their order. */
  parts: (ScorePart & { because: Because[] })[];
  predictedRating: number;
  predictedRatingFrom: RatingOrigin;
  /** The model's own account; null where there is no model. */
  estimate: ModelEstimate | null;
}

/** Its score is exactly the sum of `terms`, then `because`. */
export interface ModelEstimate {
  /** Whether the score is a rating, before it is clipped to the scale, or a preference, in the model's own unit. */
  output: ModelOutput;
  score: number;
  terms: { name: ExplanationTerm; contribution: number }[];
  because: Because[];
}

/** What of a request changes scores. */
export interface ScoreRequest {
  /** How much fame counts against a film, 0 to 1. */
  popularityDebias: number;
  /** A factor for the score, as an expression; see `compileBoost`. */
  boost: string | null;
}

export interface RecommendationRequest extends ScoreRequest {
  count: number;
  genres: readonly string[];
  yearFrom: number | null;
  yearTo: number | null;
  excludeMovieIds: readonly number[];
  includeRated: boolean;
  /** How the list is made varied. */
  rerank: RerankMethod;
  /** 0 = by score alone, 1 = as varied as can be. */
  diversity: number;
  /** 0 to 1: how much the genres of the list follow those that the person likes. */
  calibration: number;
  /** The greatest share of places for films that nobody has rated. */
  newFilms: number;
  /** Which films may appear, as an expression; see `compileFilter`. */
  filter: string | null;
  /** What the list is for, as the caller names it. */
  scenario: string;
  /** The share of lists that are put in random order, so that others can be judged by them; null: the setting. */
  rotationRate: number | null;
  /** The model that is to answer; both null: the champion, or the arm of an experiment. */
  alias: string | null;
  version: number | null;
  /** By which an anonymous caller is known again. */
  callerKey: string | null;
}

export const defaultRequest: RecommendationRequest = {
  count: 10,
  genres: [],
  yearFrom: null,
  yearTo: null,
  excludeMovieIds: [],
  includeRated: false,
  rerank: 'mmr',
  diversity: 0.2,
  calibration: 0,
  popularityDebias: 0,
  newFilms: 0.1,
  filter: null,
  boost: null,
  scenario: 'default',
  rotationRate: null,
  alias: null,
  version: null,
  callerKey: null,
};
