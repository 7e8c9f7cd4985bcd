import {
  HyperparameterError,
  isRankingMetric,
  modelKinds,
  resolveHyperparameters,
  type MetricName,
  type ModelKind,
} from '@marquee/recommender';
import type { WantedCandidate } from './training-plan.js';
import type { Hyperparameters } from './training-run.js';

/** What every training compares, after Surprise's models of the same names. */
const core: readonly { kind: ModelKind; hyperparameters?: Hyperparameters }[] = [
  { kind: 'normal' },
  { kind: 'baseline' },
  { kind: 'svd' },
  { kind: 'knn-basic', hyperparameters: { userBased: true, similarity: 'msd' } },
];

/** Extras in the order in which they are given time, the most accurate for their time first; the others come after these. */
const extras: readonly ModelKind[] = [
  'matrix-factorisation',
  'svd-plus-plus',
  'time-svd-plus-plus',
  'als',
  'bayesian-svd-plus-plus',
  'content',
  'knn-baseline',
  'knn-with-means',
  'knn-with-z-score',
  'nmf',
  'bayesian-mf',
];
/** Come last: they take longer than all others together. */
const last: readonly ModelKind[] = ['blend', 'slope-one'];

/** A model that serves or is next in line: what it was trained with. */
export interface ServingSettings {
  kind: ModelKind;
  name: string;
  hyperparameters: Hyperparameters;
}

/**
 * Every model that a training may compare when nobody names candidates: the core, the champion and challenger as they were
 * trained, and all other kinds by their defaults, the first to be given time first. By a ranking metric the models that only
 * order movies come first among the extras; by another they cannot take part.
 */
export function defaultCandidates(
  primaryMetric: MetricName,
  serving: readonly ServingSettings[] = [],
): WantedCandidate[] {
  const fixed: WantedCandidate[] = core.map(({ kind, hyperparameters = {} }) => ({
    kind,
    name: titleOf(kind),
    hyperparameters,
    role: 'core',
  }));
  for (const one of serving.filter(isUnderstood)) {
    if (!fixed.some((other) => sameSettings(other, one)))
      fixed.push({ ...one, name: nameAmong(fixed, one.name), role: 'serving' });
  }
  const rank = (kind: ModelKind, output: string): number => {
    if (isRankingMetric(primaryMetric) && output === 'preference') return -1;
    if (last.includes(kind)) return extras.length + 1 + last.indexOf(kind);
    return extras.includes(kind) ? extras.indexOf(kind) : extras.length;
  };
  const others = [...modelKinds]
    .sort((a, b) => rank(a.kind, a.output) - rank(b.kind, b.output))
    .map(({ kind, title }): WantedCandidate => ({ kind, name: title, hyperparameters: {}, role: 'extra' }))
    .filter((candidate) => !fixed.some((other) => sameSettings(other, candidate)));
  return [...fixed, ...others];
}

/** Whether this code still knows the settings: a model that serves may be older. */
function isUnderstood({ kind, hyperparameters }: ServingSettings): boolean {
  try {
    resolveHyperparameters(kind, hyperparameters);
    return true;
  } catch (error) {
    if (error instanceof HyperparameterError) return false;
    throw error;
  }
}

/** Results are read by name: no two candidates share one. */
function nameAmong(others: readonly { name: string }[], name: string): string {
  const isTaken = (wanted: string): boolean => others.some((other) => other.name === wanted);
  let free = name;
  for (let number = 2; isTaken(free); number++) free = `${name} (${number})`;
  return free;
}

function titleOf(kind: ModelKind): string {
  return modelKinds.find((one) => one.kind === kind)!.title;
}

/** Whether two candidates are the same model, settings that were left out taken by their defaults. */
function sameSettings(a: Omit<ServingSettings, 'name'>, b: Omit<ServingSettings, 'name'>): boolean {
  return a.kind === b.kind && settingsKey(a) === settingsKey(b);
}

function settingsKey({ kind, hyperparameters }: Omit<ServingSettings, 'name'>): string {
  return JSON.stringify(
    Object.entries(resolveHyperparameters(kind, hyperparameters)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * Estimated seconds of all candidates when neither a caller nor `TRAINING_BUDGET_SECONDS` names them: 18 s for 100,000
 * ratings.
 */
export function defaultBudgetSeconds(ratingCount: number): number {
  return Math.round(15 + 30 * (ratingCount / 1e6));
}

/** Seed of a training that names none. */
export const defaultSeed = 42;

/**
 * Share of the ratings that is held out, by a hash of user and film: a rating stays on its side for good, so that models
 * trained at different times are judged on ratings that neither of them saw.
 */
export const validationShare = 0.1;
/** Of that hash. */
export const splitSeed = 1;
