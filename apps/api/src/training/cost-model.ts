import type { Candidate, Hyperparameters } from './training-run.js';

/** How much there is to learn from. */
export interface DataSize {
  ratings: number;
  users: number;
  movies: number;
}

/** What an earlier training of a model took, evaluation included. */
export interface PastFit {
  kind: string;
  hyperparameters: Hyperparameters;
  ratings: number;
  seconds: number;
}

export interface CostEstimate {
  seconds: number;
  /** From earlier runs with the same settings, or from a table made on another machine. */
  basis: 'measured' | 'a-priori';
}

interface CostLaw {
  /** Seconds for the first 100,000 ratings, evaluation included. */
  readonly seconds: number;
  /** Time grows with ratings to this power. */
  readonly power: number;
}

/**
 * Seconds for MovieLens' small data set (100,004 ratings, 671 users, 9,066 films), fitting and evaluation, on two cores of
 * 2026 with others at work; evaluation ranks the whole catalogue for at most 2,000 users. Neighbour models compare rows
 * with rows, so that their time grows faster than the ratings do.
 */
const laws: Readonly<Record<string, CostLaw>> = {
  normal: { seconds: 0.6, power: 0.7 },
  baseline: { seconds: 0.3, power: 0.8 },
  'knn-basic': { seconds: 2.5, power: 1.5 },
  'knn-with-means': { seconds: 2.5, power: 1.5 },
  'knn-with-z-score': { seconds: 2.5, power: 1.5 },
  'knn-baseline': { seconds: 2.5, power: 1.5 },
  'slope-one': { seconds: 45, power: 1.3 },
  svd: { seconds: 1.4, power: 1 },
  'matrix-factorisation': { seconds: 0.5, power: 0.9 },
  als: { seconds: 1, power: 0.9 },
  'bayesian-mf': { seconds: 4.5, power: 0.9 },
  'svd-plus-plus': { seconds: 1, power: 1 },
  'bayesian-svd-plus-plus': { seconds: 7, power: 1 },
  nmf: { seconds: 1.7, power: 1 },
  blend: { seconds: 30, power: 1 },
  popularity: { seconds: 0.3, power: 0.8 },
  'item-knn': { seconds: 1, power: 1.1 },
  ease: { seconds: 8, power: 0.6 },
  'implicit-als': { seconds: 1, power: 0.9 },
  bpr: { seconds: 2, power: 1 },
  'time-svd-plus-plus': { seconds: 1.5, power: 1 },
  content: { seconds: 1, power: 1 },
};

/** Of a kind that nobody has measured. */
const unknownLaw: CostLaw = { seconds: 5, power: 1.1 };

/** Earlier runs that an estimate is the median of, newest first. */
const runsPerEstimate = 3;

/**
 * Seconds that fitting and judging `candidate` will take: the median of its newest runs with the same settings, each
 * scaled from its ratings to these by its kind's power; without any, the table above.
 *
 * @param past  newest first
 */
export function estimateCost(
  candidate: Pick<Candidate, 'kind' | 'hyperparameters'>,
  size: DataSize,
  past: readonly PastFit[],
): CostEstimate {
  const law = laws[candidate.kind] ?? unknownLaw;
  const scaled = past
    .filter((fit) => fit.kind === candidate.kind && sameSettings(fit, candidate))
    .slice(0, runsPerEstimate)
    .map((fit) => fit.seconds * (size.ratings / fit.ratings) ** law.power)
    .sort((a, b) => a - b);
  if (scaled.length > 0) return { seconds: scaled[scaled.length >> 1], basis: 'measured' };
  return { seconds: law.seconds * (size.ratings / 1e5) ** law.power, basis: 'a-priori' };
}

/** Bytes of the matrix of similarities that a kind needs whole; 0 of the others. */
export function similarityBytes(
  { kind, hyperparameters }: Pick<Candidate, 'kind' | 'hyperparameters'>,
  { users, movies }: DataSize,
): number {
  if (kind !== 'slope-one' && !kind.startsWith('knn-')) return 0;
  const rows = kind === 'slope-one' || hyperparameters.userBased === false ? movies : users;
  return 4 * (rows - 1) * rows;
}

function sameSettings(
  a: { hyperparameters: Hyperparameters },
  b: { hyperparameters: Hyperparameters },
): boolean {
  return settingsKey(a.hyperparameters) === settingsKey(b.hyperparameters);
}

/** The same for the same settings, in whatever order they stand. */
export function settingsKey(hyperparameters: Hyperparameters): string {
  return JSON.stringify(Object.entries(hyperparameters).sort(([a], [b]) => a.localeCompare(b)));
}
