import { chiSquareTest } from '@marquee/drift';
import {
  ratioDifference,
  ratioEstimate,
  wilsonInterval,
  type DifferenceInterval,
  type RatioSums,
} from '@marquee/recommender';
import type { AbArm, AbExperiment } from './experiment.js';

/** Sums over the people of an arm: x of the experiment's metric, y of films seen. */
export interface ArmSums extends RatioSums {
  arm: string;
  lists: number;
  fallbacks: number;
  clicks: number;
  ratings: number;
  positiveRatings: number;
}

export interface ArmVersion {
  arm: string;
  modelVersion: number;
  lists: number;
}

export interface ArmReport extends AbArm {
  people: number;
  lists: number;
  /** Lists that the champion made because the arm's model could not be had; they count for the arm all the same. */
  fallbacks: number;
  impressions: number;
  clicks: number;
  ratings: number;
  positiveRatings: number;
  rate: number | null;
  low: number | null;
  high: number | null;
  versions: { modelVersion: number; lists: number }[];
}

export interface SampleRatioCheck {
  expected: number[];
  observed: number[];
  pValue: number | null;
  verdict: 'balanced' | 'mismatch' | 'insufficient-data';
}

export interface ArmComparison {
  arm: string;
  against: string;
  difference: number;
  /** Difference / rate of the arm compared with; null where that is 0. */
  relative: number | null;
  anytime: DifferenceInterval;
  fixedHorizon: DifferenceInterval;
  pValue: number;
  verdict: 'better' | 'worse' | 'undecided';
}

export interface ExperimentReport extends AbExperiment {
  report: {
    arms: ArmReport[];
    sampleRatio: SampleRatioCheck;
    comparisons: ArmComparison[];
    verdict: string;
    warnings: string[];
  };
}

/** Below this an uneven split is no accident (Fabijan et al. 2019, KDD, take the like). */
const mismatchBelow = 0.001;
const leastPeople = 30;

const metricWords = {
  'click-through': 'click-through rate',
  'positive-rating': 'positive-rating rate',
} as const;

export function reportOf(
  experiment: AbExperiment,
  sums: readonly ArmSums[],
  versions: readonly ArmVersion[],
): ExperimentReport {
  const arms = experiment.arms.map((arm) => armReport(arm, sums, versions, experiment.alpha));
  const sampleRatio = checkSampleRatio(arms);
  const comparisons = experiment.arms.slice(1).flatMap(({ arm }) => compare(experiment, arm, sums, arms));
  return {
    ...experiment,
    report: {
      arms,
      sampleRatio,
      comparisons,
      verdict: verdictOf(experiment, arms, comparisons, sampleRatio),
      warnings: warningsOf(arms, sampleRatio),
    },
  };
}

/** H₀: people are on the arms in the shares that were set. */
export function checkSampleRatio(arms: readonly Pick<ArmReport, 'share' | 'people'>[]): SampleRatioCheck {
  const people = arms.reduce((sum, arm) => sum + arm.people, 0);
  const shares = arms.reduce((sum, arm) => sum + arm.share, 0);
  const expected = arms.map(({ share }) => (people * share) / shares);
  const observed = arms.map((arm) => arm.people);
  if (expected.some((count) => count < 5)) {
    return { expected, observed, pValue: null, verdict: 'insufficient-data' };
  }
  const { pValue } = chiSquareTest(counted(expected), counted(observed), { threshold: mismatchBelow });
  const uneven = pValue !== null && pValue < mismatchBelow;
  return { expected, observed, pValue, verdict: uneven ? 'mismatch' : 'balanced' };
}

function counted(counts: readonly number[]): Parameters<typeof chiSquareTest>[0] {
  const size = counts.reduce((sum, count) => sum + count, 0);
  const byArm = new Map(counts.flatMap((count, arm) => (count > 0 ? [[arm, count] as const] : [])));
  return { kind: 'categorical', counts: byArm, size, missing: 0, distinct: byArm.size };
}

function armReport(
  arm: AbArm,
  sums: readonly ArmSums[],
  versions: readonly ArmVersion[],
  alpha: number,
): ArmReport {
  const own = sums.find((one) => one.arm === arm.arm) ?? noSums(arm.arm);
  const { ratio, standardError } = ratioEstimate(own);
  const plain = wilsonInterval(own.x, own.y, 1 - alpha);
  // People, not films, are independent: the wider of the two intervals is told.
  const reach = standardError === null ? null : 2 * standardError;
  const bound = (value: number | null, side: number): number | null =>
    value === null || ratio === null || reach === null
      ? value
      : side < 0
        ? Math.max(0, Math.min(value, ratio - reach))
        : Math.min(1, Math.max(value, ratio + reach));
  return {
    ...arm,
    people: own.people,
    lists: own.lists,
    fallbacks: own.fallbacks,
    impressions: own.y,
    clicks: own.clicks,
    ratings: own.ratings,
    positiveRatings: own.positiveRatings,
    rate: ratio,
    low: bound(plain.low, -1),
    high: bound(plain.high, 1),
    versions: versions
      .filter((one) => one.arm === arm.arm)
      .map(({ modelVersion, lists }) => ({ modelVersion, lists })),
  };
}

function noSums(arm: string): ArmSums {
  const none = { people: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  return { arm, ...none, lists: 0, fallbacks: 0, clicks: 0, ratings: 0, positiveRatings: 0 };
}

function compare(
  { arms, alpha }: AbExperiment,
  arm: string,
  sums: readonly ArmSums[],
  reports: readonly ArmReport[],
): ArmComparison[] {
  const against = arms[0].arm;
  const [a, b] = [against, arm].map((name) => sums.find((one) => one.arm === name));
  // Every arm is compared with the first: each at its part of alpha (Bonferroni).
  const difference = a && b ? ratioDifference(a, b, { alpha: alpha / (arms.length - 1) }) : null;
  if (!difference) return [];
  const base = reports[0].rate;
  const enough = reports.every(
    ({ people, arm: name }) => ![against, arm].includes(name) || people >= leastPeople,
  );
  const { anytime } = difference;
  const verdict = !enough
    ? 'undecided'
    : anytime.low > 0
      ? 'better'
      : anytime.high < 0
        ? 'worse'
        : 'undecided';
  return [
    {
      arm,
      against,
      difference: difference.difference,
      relative: base ? difference.difference / base : null,
      anytime,
      fixedHorizon: difference.fixedHorizon,
      pValue: difference.pValue,
      verdict,
    },
  ];
}

function verdictOf(
  { metric, alpha }: AbExperiment,
  arms: readonly ArmReport[],
  comparisons: readonly ArmComparison[],
  { verdict }: SampleRatioCheck,
): string {
  const words = metricWords[metric];
  if (verdict === 'mismatch') {
    return 'People are not on the arms in the shares that were set: do not believe the comparison before the cause is found.';
  }
  if (comparisons.length === 0 || arms.some(({ people }) => people < leastPeople)) {
    return `Too early: each arm needs ${leastPeople} people who have seen films, and they have ${arms.map(({ people, arm }) => `${people} (${arm})`).join(', ')}.`;
  }
  const points = (value: number): string => (100 * value).toFixed(2);
  return comparisons
    .map((one) => {
      const interval = `${points(one.anytime.low)} to ${points(one.anytime.high)} percentage points`;
      if (one.verdict === 'undecided') {
        return `No difference in ${words} is shown between ${one.arm} and ${one.against}: it lies within ${interval}.`;
      }
      return `${one.arm} is ${one.verdict} than ${one.against}: its ${words} differs by ${points(one.difference)} (${interval}); an interval like this misses at most ${100 * alpha} % of the time, however often one looks.`;
    })
    .join(' ');
}

function warningsOf(arms: readonly ArmReport[], { verdict }: SampleRatioCheck): string[] {
  const warnings =
    verdict === 'mismatch' ? ['Sample ratio mismatch: see the expected and the observed people.'] : [];
  for (const { arm, fallbacks, lists, versions } of arms) {
    const models = versions.filter(({ modelVersion }) => modelVersion > 0);
    if (models.length > 1 + Number(fallbacks > 0)) {
      warnings.push(
        `The alias of ${arm} has moved: its lists are by versions ${models.map((one) => one.modelVersion).join(', ')}.`,
      );
    }
    if (fallbacks > 0) {
      warnings.push(
        `The champion stood in for ${arm} in ${fallbacks} of ${lists} lists; they count for ${arm}.`,
      );
    }
  }
  return warnings;
}
