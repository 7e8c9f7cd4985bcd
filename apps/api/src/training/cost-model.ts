import { resolveHyperparameters } from '@marquee/recommender';
import type { Candidate, Hyperparameters } from './training-run.js';

/** How much there is to learn from. */
export interface DataSize {
  ratings: number;
  users: number;
  movies: number;
}

interface CostLaw {
  /** Seconds for the first 100,000 ratings, evaluation included. */
  readonly seconds: number;
  /** Time grows with ratings to this power. */
  readonly power: number;
}

/**
 * Seconds for MovieLens' small data set (100,004 ratings, 671 users, 9,066 movies), fitting and evaluation, on two quiet cores
 * of an AMD EPYC; evaluation ranks the whole catalogue for at most 2,000 users. Neighbour models compare rows with rows, so that
 * their time grows faster than the ratings do.
 *
 * A table and nothing measured while it runs: the same data and settings give the same plan on an idle and on a busy machine,
 * and one slow training keeps no model out of the next.
 */
const laws: Readonly<Record<string, CostLaw>> = {
  normal: { seconds: 0.6, power: 0.7 },
  baseline: { seconds: 0.2, power: 0.8 },
  'knn-basic': { seconds: 2, power: 1.5 },
  'knn-with-means': { seconds: 1.8, power: 1.5 },
  'knn-with-z-score': { seconds: 1.8, power: 1.5 },
  'knn-baseline': { seconds: 1.8, power: 1.5 },
  'slope-one': { seconds: 45, power: 1.3 },
  svd: { seconds: 1.8, power: 1 },
  'matrix-factorisation': { seconds: 0.6, power: 0.9 },
  als: { seconds: 0.6, power: 0.9 },
  'bayesian-mf': { seconds: 5.3, power: 0.9 },
  'svd-plus-plus': { seconds: 0.7, power: 1 },
  'bayesian-svd-plus-plus': { seconds: 8.6, power: 1 },
  nmf: { seconds: 0.9, power: 1 },
  blend: { seconds: 30, power: 1 },
  popularity: { seconds: 0.3, power: 0.8 },
  'item-knn': { seconds: 1, power: 1.1 },
  ease: { seconds: 8, power: 0.6 },
  'implicit-als': { seconds: 1, power: 0.9 },
  bpr: { seconds: 2, power: 1 },
  'time-svd-plus-plus': { seconds: 0.9, power: 1 },
  content: { seconds: 0.9, power: 1 },
};

/** Of a kind that nobody has measured. */
const unknownLaw: CostLaw = { seconds: 5, power: 1.1 };

/** Of models whose neighbours come from a sample: work no longer grows with the square of the users. */
const sampledPower = 1.1;
/** Hyperparameters that time is in proportion to. */
const proportional = ['epochs', 'factorCount', 'sampleCount'];

type Settings = Pick<Candidate, 'kind' | 'hyperparameters'>;

/**
 * Seconds that fitting and judging a candidate takes, by the table: its kind, the number of ratings, and how its epochs, factors
 * and samples compare with its kind's defaults.
 */
export function estimateSeconds(candidate: Settings, { ratings }: Pick<DataSize, 'ratings'>): number {
  const { seconds, power } = laws[candidate.kind] ?? unknownLaw;
  const growth = (ratings / 1e5) ** (isSampled(candidate) ? sampledPower : power);
  return seconds * growth * workBesideDefaults(candidate);
}

/** Bytes of the matrix of similarities that a kind needs whole; 0 of the others. */
export function similarityBytes({ kind, hyperparameters }: Settings, { users, movies }: DataSize): number {
  if ((kind !== 'slope-one' && !kind.startsWith('knn-')) || isSampled({ hyperparameters })) return 0;
  const rows = kind === 'slope-one' || hyperparameters.userBased === false ? movies : users;
  return 4 * (rows - 1) * rows;
}

function isSampled({ hyperparameters }: Pick<Settings, 'hyperparameters'>): boolean {
  return Number(hyperparameters.neighbourSample ?? 0) > 0;
}

function workBesideDefaults({ kind, hyperparameters }: Settings): number {
  const defaults: Hyperparameters = resolveHyperparameters(kind);
  return proportional.reduce((work, name) => {
    const [given, usual] = [hyperparameters[name], defaults[name]];
    return typeof given === 'number' && typeof usual === 'number' && usual > 0
      ? (work * given) / usual
      : work;
  }, 1);
}
