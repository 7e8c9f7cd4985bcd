import {
  categoricalSample,
  cautiousRules,
  columnDrift,
  datasetDrift,
  domainClassifier,
  driftTests,
  evidentlyRules,
  numericSample,
  type DatasetDrift,
  type DomainClassifierResult,
  type DriftTestResult,
  type FeatureRows,
  type Sample,
} from '@marquee/drift';
import type { RawColumn } from './watched-columns.js';

/** Which rules judge: Evidently's, or cautious ones that raise fewer false alarms. */
export type Rules = 'cautious' | 'evidently';

/** Everything that the statistics need: what a thread is given. */
export interface ComparisonTask {
  rules: Rules;
  reference: Record<string, RawColumn>;
  current: Record<string, RawColumn>;
  joint: { reference: FeatureRows; current: FeatureRows };
  /** Whether the current window holds enough ratings of enough people to be judged at all. */
  enough: boolean;
}

export interface Comparison {
  drift: DatasetDrift;
  multivariate: DomainClassifierResult;
  /** What every other suitable test says of each column. */
  tests: Record<string, DriftTestResult[]>;
}

const rulesByName = { cautious: cautiousRules, evidently: evidentlyRules };
/** Beside the chosen test, these are computed for every column that they are made for. */
const furtherTests = ['ks', 'wasserstein', 'psi', 'jensen-shannon', 'homogeneity', 'chi-square'] as const;

/**
 * Compares two windows, column by column and all at once. By the cautious rules the data have drifted when half of the
 * columns have, or when ratings can be told apart by their window; too few data are a verdict.
 */
export function compareWindows({ rules, reference, current, joint, enough }: ComparisonTask): Comparison {
  const options = { ...rulesByName[rules], ...(enough ? {} : { minimumSampleSize: Infinity }) };
  const columns = Object.keys(reference).map((column) => ({
    column,
    type: reference[column].kind,
    reference: sampleOf(reference[column]),
    current: sampleOf(current[column]),
  }));
  const drift = datasetDrift(columns, options);
  const multivariate = domainClassifier(joint.reference, joint.current);
  return {
    drift:
      rules === 'cautious' && enough && multivariate.verdict === 'drift'
        ? { ...drift, verdict: 'drift' }
        : drift,
    multivariate,
    tests: Object.fromEntries(
      columns.map((column) => [column.column, otherTests(column, options.minimumSampleSize)]),
    ),
  };
}

function sampleOf(column: RawColumn): Sample {
  return column.kind === 'numerical' ? numericSample(column.values) : categoricalSample(column.values);
}

function otherTests(
  { type, reference, current }: { type: Sample['kind']; reference: Sample; current: Sample },
  minimumSampleSize: number,
): DriftTestResult[] {
  return furtherTests
    .filter((name) => driftTests[name].columnTypes.includes(type))
    .filter((name) => type === 'categorical' || !['chi-square', 'homogeneity'].includes(name))
    .map((name) => {
      const result = columnDrift(reference, current, { test: name, type, minimumSampleSize });
      const { test, statistic, pValue, score, threshold, verdict } = result;
      return { test, statistic, pValue, score, threshold, verdict };
    });
}
