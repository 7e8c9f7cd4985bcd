import type { Random } from './random.js';

/** The tests that this library knows, by its own names; `drift-tests.ts` gives Evidently's names for them. */
export type DriftTestName =
  | 'ks'
  | 'chi-square'
  | 'homogeneity'
  | 'z'
  | 'wasserstein'
  | 'psi'
  | 'jensen-shannon'
  | 'kl-divergence'
  | 'hellinger'
  | 'energy-distance'
  | 'anderson-darling'
  | 'cramer-von-mises'
  | 'mann-whitney'
  | 't'
  | 'epps-singleton'
  | 'fisher-exact'
  | 'g'
  | 'total-variation'
  | 'mmd';

/** Too few data is an answer of its own, never an exception. */
export type Verdict = 'drift' | 'no-drift' | 'insufficient-data';

/**
 * What every drift test returns, so that nobody has to recall whether big or small is bad: `verdict` says it.
 */
export interface DriftTestResult {
  readonly test: DriftTestName;
  /** The test statistic (D, χ², z) or the distance itself; null when there were too few data. */
  readonly statistic: number | null;
  /** In [0, 1]; null for distances and when there were too few data. */
  readonly pValue: number | null;
  /** What is compared with `threshold`: the p-value of a hypothesis test, else the distance. */
  readonly score: number | null;
  readonly threshold: number;
  readonly verdict: Verdict;
}

export interface ThresholdOptions {
  /** The score from which on, or below which, there is drift; each test has its default. */
  readonly threshold?: number;
}

/** Options of the tests whose p-value is a Monte-Carlo estimate. */
export interface MonteCarloOptions extends ThresholdOptions {
  /** Where permutations come from; by default a stream of a fixed seed, so that equal data give equal results. */
  readonly random?: Random;
}

/** A result whose score is a p-value. `inclusive` says that p = threshold is drift too. */
export function pValueResult(
  test: DriftTestName,
  statistic: number,
  pValue: number,
  threshold: number,
  inclusive = false,
): DriftTestResult {
  const drifted = pValue < threshold || (inclusive && pValue === threshold);
  return { test, statistic, pValue, score: pValue, threshold, verdict: drifted ? 'drift' : 'no-drift' };
}

/** A result whose score is a distance. `inclusive` says that distance = threshold is drift too. */
export function distanceResult(
  test: DriftTestName,
  distance: number,
  threshold: number,
  inclusive = true,
): DriftTestResult {
  const drifted = distance > threshold || (inclusive && distance === threshold);
  return {
    test,
    statistic: distance,
    pValue: null,
    score: distance,
    threshold,
    verdict: drifted ? 'drift' : 'no-drift',
  };
}

/** The result where at least one side has too few usable values to be tested. */
export function insufficientData(test: DriftTestName, threshold: number): DriftTestResult {
  return { test, statistic: null, pValue: null, score: null, threshold, verdict: 'insufficient-data' };
}
