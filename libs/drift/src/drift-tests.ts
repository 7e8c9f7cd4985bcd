import { chiSquareTest } from './chi-square.js';
import type { ComparableType } from './column-type.js';
import { energyDistanceTest } from './energy-distance.js';
import { UnsuitableTestError } from './errors.js';
import { hellingerTest } from './hellinger.js';
import { jensenShannonTest } from './jensen-shannon.js';
import { klDivergenceTest } from './kl-divergence.js';
import { ksTest } from './ks-test.js';
import { psiTest } from './psi.js';
import type { DriftTestName, DriftTestResult, ThresholdOptions } from './result.js';
import type { NumericSample, Sample } from './sample.js';
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
  run(reference: Sample, current: Sample, options?: ThresholdOptions): DriftTestResult;
}

const BOTH = ['numerical', 'categorical'] as const;

/** Runs a test of numbers, or says that the column holds none. */
function onNumbers(
  name: string,
  test: (reference: NumericSample, current: NumericSample, options?: ThresholdOptions) => DriftTestResult,
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
};
