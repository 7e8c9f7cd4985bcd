import { andersonDarlingTest } from './anderson-darling.js';
import { chiSquareTest } from './chi-square.js';
import type { ComparableType } from './column-type.js';
import { cramerVonMisesTest } from './cramer-von-mises.js';
import { energyDistanceTest } from './energy-distance.js';
import { eppsSingletonTest } from './epps-singleton.js';
import { UnsuitableTestError } from './errors.js';
import { fisherExactTest } from './fisher-exact.js';
import { gTest } from './g-test.js';
import { hellingerTest } from './hellinger.js';
import { homogeneityTest } from './homogeneity.js';
import { jensenShannonTest } from './jensen-shannon.js';
import { klDivergenceTest } from './kl-divergence.js';
import { ksTest } from './ks-test.js';
import { mannWhitneyTest } from './mann-whitney.js';
import { mmdTest } from './mmd.js';
import { psiTest } from './psi.js';
import type { DriftTestName, DriftTestResult, MonteCarloOptions } from './result.js';
import type { NumericSample, Sample } from './sample.js';
import { tTest } from './t-test.js';
import { totalVariationTest } from './total-variation.js';
import { wassersteinTest } from './wasserstein.js';
import { zTest } from './z-test.js';

/** What is to be known of a test beside how to run it. */
export interface DriftTest {
  readonly name: DriftTestName;
  /** For people. */
  readonly title: string;
  /** Evidently's registered name and display name. */
  readonly evidentlyName: string;
  readonly evidentlyTitle: string;
  readonly score: 'p-value' | 'distance';
  /** How score and threshold make the verdict. */
  readonly driftWhen: '<' | '<=' | '>' | '>=';
  readonly defaultThreshold: number;
  /** Kinds of columns it may be asked for. */
  readonly columnTypes: readonly ComparableType[];
  /** One sentence on what is measured, for a report. */
  readonly note: string;
  /** `options.random` matters only to tests whose p-value is a Monte-Carlo estimate; their note says so. */
  run(reference: Sample, current: Sample, options?: MonteCarloOptions): DriftTestResult;
}

const BOTH = ['numerical', 'categorical'] as const;

/** Runs a test of numbers, or says that the column holds none. */
function onNumbers(
  name: string,
  test: (reference: NumericSample, current: NumericSample, options?: MonteCarloOptions) => DriftTestResult,
): DriftTest['run'] {
  return (reference, current, options) => {
    if (reference.kind !== 'numerical' || current.kind !== 'numerical') {
      throw new UnsuitableTestError(`${name} compares numerical columns, but met a categorical one.`);
    }
    return test(reference, current, options);
  };
}

/** Every test by its name; a test that is missing here does not compile. */
export const driftTests: Readonly<Record<DriftTestName, DriftTest>> = {
  ks: {
    name: 'ks',
    title: 'Kolmogorov–Smirnov',
    evidentlyName: 'ks',
    evidentlyTitle: 'K-S p_value',
    score: 'p-value',
    driftWhen: '<=',
    defaultThreshold: 0.05,
    columnTypes: ['numerical'],
    note: 'The chance of a gap between the two distribution functions as wide as the one seen, if nothing changed.',
    run: onNumbers('ks', ksTest),
  },
  'chi-square': {
    name: 'chi-square',
    title: 'Chi-square',
    evidentlyName: 'chisquare',
    evidentlyTitle: 'chi-square p_value',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.05,
    columnTypes: BOTH,
    note: 'The chance of counts as far from the reference shares as those seen, if nothing changed.',
    run: chiSquareTest,
  },
  homogeneity: {
    name: 'homogeneity',
    title: 'Chi-square (homogeneity)',
    evidentlyName: 'homogeneity',
    evidentlyTitle: 'chi-square homogeneity',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.05,
    columnTypes: BOTH,
    note: 'The chance of shares as far apart as those seen, if both windows were drawn from the same shares.',
    run: homogeneityTest,
  },
  z: {
    name: 'z',
    title: 'Z (two proportions)',
    evidentlyName: 'z',
    evidentlyTitle: 'Z-test p_value',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.05,
    columnTypes: BOTH,
    note: 'The chance of two proportions as far apart as those seen, if nothing changed.',
    run: zTest,
  },
  wasserstein: {
    name: 'wasserstein',
    title: 'Wasserstein (normed)',
    evidentlyName: 'wasserstein',
    evidentlyTitle: 'Wasserstein distance (normed)',
    score: 'distance',
    driftWhen: '>=',
    defaultThreshold: 0.1,
    columnTypes: ['numerical'],
    note: 'How far values moved on average, in standard deviations of the reference.',
    run: onNumbers('wasserstein', wassersteinTest),
  },
  psi: {
    name: 'psi',
    title: 'Population stability index',
    evidentlyName: 'psi',
    evidentlyTitle: 'PSI',
    score: 'distance',
    driftWhen: '>=',
    defaultThreshold: 0.1,
    columnTypes: BOTH,
    note: 'Differences of shares weighted by the logarithm of their ratio, summed over bins.',
    run: psiTest,
  },
  'jensen-shannon': {
    name: 'jensen-shannon',
    title: 'Jensen–Shannon',
    evidentlyName: 'jensenshannon',
    evidentlyTitle: 'Jensen-Shannon distance',
    score: 'distance',
    driftWhen: '>=',
    defaultThreshold: 0.1,
    columnTypes: BOTH,
    note: 'Distance of both sets of shares from their average; 0 when equal, at most 0.833.',
    run: jensenShannonTest,
  },
  'kl-divergence': {
    name: 'kl-divergence',
    title: 'Kullback–Leibler',
    evidentlyName: 'kl_div',
    evidentlyTitle: 'Kullback-Leibler divergence',
    score: 'distance',
    driftWhen: '>=',
    defaultThreshold: 0.1,
    columnTypes: BOTH,
    note: 'Information lost, in nats, when the current shares stand for the reference.',
    run: klDivergenceTest,
  },
  hellinger: {
    name: 'hellinger',
    title: 'Hellinger',
    evidentlyName: 'hellinger',
    evidentlyTitle: 'Hellinger distance',
    score: 'distance',
    driftWhen: '>=',
    defaultThreshold: 0.1,
    columnTypes: BOTH,
    note: 'Distance of the square roots of the shares; 0 when equal, 1 when nothing is shared.',
    run: hellingerTest,
  },
  'energy-distance': {
    name: 'energy-distance',
    title: 'Energy distance',
    evidentlyName: 'ed',
    evidentlyTitle: 'Energy-distance',
    score: 'distance',
    driftWhen: '>',
    defaultThreshold: 0.1,
    columnTypes: ['numerical'],
    note: 'The squared gap between the two distribution functions, integrated over all values.',
    run: onNumbers('energy-distance', energyDistanceTest),
  },
  'anderson-darling': {
    name: 'anderson-darling',
    title: 'Anderson–Darling',
    evidentlyName: 'anderson',
    evidentlyTitle: 'Anderson-Darling',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.1,
    columnTypes: ['numerical'],
    note: 'The chance of distribution functions as far apart, their tails weighing most, if nothing changed; from 0.001 to 0.25.',
    run: onNumbers('anderson-darling', andersonDarlingTest),
  },
  'cramer-von-mises': {
    name: 'cramer-von-mises',
    title: 'Cramér–von Mises',
    evidentlyName: 'cramer_von_mises',
    evidentlyTitle: 'Cramer-von Mises',
    score: 'p-value',
    driftWhen: '<=',
    defaultThreshold: 0.1,
    columnTypes: ['numerical'],
    note: 'The chance of distribution functions as far apart over all values as those seen, if nothing changed.',
    run: onNumbers('cramer-von-mises', cramerVonMisesTest),
  },
  'mann-whitney': {
    name: 'mann-whitney',
    title: 'Mann–Whitney U',
    evidentlyName: 'mannw',
    evidentlyTitle: 'Mann-Whitney U-rank test',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.05,
    columnTypes: ['numerical'],
    note: 'The chance of current values that outrank the reference as often as seen, if nothing changed; a fall is not found.',
    run: onNumbers('mann-whitney', mannWhitneyTest),
  },
  t: {
    name: 't',
    title: 'Student’s t',
    evidentlyName: 't_test',
    evidentlyTitle: 't_test',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.05,
    columnTypes: ['numerical'],
    note: 'The chance of means as far apart as those seen, if nothing changed.',
    run: onNumbers('t', tTest),
  },
  'epps-singleton': {
    name: 'epps-singleton',
    title: 'Epps–Singleton',
    evidentlyName: 'es',
    evidentlyTitle: 'Epps-Singleton',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.05,
    columnTypes: ['numerical'],
    note: 'The chance of characteristic functions as far apart as those seen, if nothing changed.',
    run: onNumbers('epps-singleton', eppsSingletonTest),
  },
  'fisher-exact': {
    name: 'fisher-exact',
    title: 'Fisher’s exact test',
    evidentlyName: 'fisher_exact',
    evidentlyTitle: "Fisher's Exact test",
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.1,
    columnTypes: ['categorical'],
    note: 'The exact chance of two shares as far apart as those seen, if nothing changed; for columns of two values.',
    run: fisherExactTest,
  },
  g: {
    name: 'g',
    title: 'G (likelihood ratio)',
    evidentlyName: 'g_test',
    evidentlyTitle: 'g_test',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.1,
    columnTypes: ['categorical'],
    note: 'The chance of counts as unlikely under the reference shares as those seen, if nothing changed.',
    run: gTest,
  },
  'total-variation': {
    name: 'total-variation',
    title: 'Total variation (permutations)',
    evidentlyName: 'TVD',
    evidentlyTitle: 'Total-Variation-Distance',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.1,
    columnTypes: ['categorical'],
    note: 'The share of random permutations with a total variation distance as large as the one seen; a Monte-Carlo estimate.',
    run: totalVariationTest,
  },
  mmd: {
    name: 'mmd',
    title: 'Maximum mean discrepancy',
    evidentlyName: 'empirical_mmd',
    evidentlyTitle: 'empirical_mmd',
    score: 'p-value',
    driftWhen: '<',
    defaultThreshold: 0.1,
    columnTypes: ['numerical'],
    note: 'The share of random permutations with a mean discrepancy as large as the one seen; a Monte-Carlo estimate.',
    run: onNumbers('mmd', mmdTest),
  },
};
