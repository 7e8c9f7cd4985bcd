import {
  type ColumnDrift,
  type ColumnDriftOptions,
  type ColumnInput,
  columnDrift,
  comparableType,
} from './column-drift.js';
import { benjaminiHochberg } from './correction.js';
import { driftTests } from './drift-tests.js';
import { UnsupportedColumnError } from './errors.js';
import type { DriftTestName, Verdict } from './result.js';

export interface DatasetColumn extends Omit<ColumnDriftOptions, 'minimumSampleSize'> {
  readonly column: string;
  readonly reference: ColumnInput;
  readonly current: ColumnInput;
}

export interface DatasetDriftOptions {
  /** Share of drifted columns from which on the data set has drifted, in [0, 1]; 0.5 by default. */
  readonly driftShare?: number;
  /** Usable values that each side of a column must have to be tested; 1 by default. */
  readonly minimumSampleSize?: number;
  /** Whether p-values are adjusted for testing several columns; 'none' by default. Distances are left alone. */
  readonly correction?: 'none' | 'benjamini-hochberg';
  /**
   * Whether a column is tested by a hypothesis test whatever its size (`ks` or `homogeneity`, where none is named), and
   * has drifted only if its effect is at least small as well. False by default: tests are chosen as Evidently does.
   */
  readonly byEffect?: boolean;
}

/** Evidently 0.7's rules: any number of values is tested, each column for itself. The default. */
export const evidentlyRules = {
  driftShare: 0.5,
  minimumSampleSize: 1,
  correction: 'none',
} as const satisfies DatasetDriftOptions;

/**
 * Rules that raise fewer false alarms: too few values are not judged, several columns are tested as several, and what is
 * significant only because rows are many is no drift.
 */
export const cautiousRules = {
  driftShare: 0.5,
  minimumSampleSize: 30,
  correction: 'benjamini-hochberg',
  byEffect: true,
} as const satisfies DatasetDriftOptions;

/** A column that could not be compared. */
export interface SkippedColumn {
  readonly column: string;
  readonly reason: string;
}

export interface DatasetDrift {
  /** 'insufficient-data' when no column could be tested. */
  readonly verdict: Verdict;
  /** The threshold for the share of drifted columns. */
  readonly driftShare: number;
  /** Columns with a verdict of drift or no drift. */
  readonly testedColumns: number;
  readonly driftedColumns: number;
  /** driftedColumns / testedColumns, in [0, 1]; 0 when none was tested. */
  readonly driftedShare: number;
  readonly minimumSampleSize: number;
  readonly correction: 'none' | 'benjamini-hochberg';
  /** In the order given. */
  readonly columns: readonly ColumnDrift[];
  readonly skipped: readonly SkippedColumn[];
}

/**
 * Compares every column of two windows, and the data set as a whole: it has drifted when the share of drifted
 * columns is ≥ `driftShare`. Columns with too few data count on neither side; text and dates are skipped.
 *
 * @throws UnsuitableTestError if a test asked for is not made for its column
 */
export function datasetDrift(
  columns: readonly DatasetColumn[],
  options: DatasetDriftOptions = {},
): DatasetDrift {
  const { driftShare, minimumSampleSize, correction, byEffect } = {
    ...evidentlyRules,
    byEffect: false,
    ...options,
  };
  const skipped: SkippedColumn[] = [];
  const compared: ColumnDrift[] = [];
  for (const { reference, current, ...column } of columns) {
    try {
      const test = byEffect ? hypothesisTest(column, reference, current) : column.test;
      compared.push(columnDrift(reference, current, { ...column, test, minimumSampleSize }));
    } catch (error) {
      if (!(error instanceof UnsupportedColumnError)) throw error;
      skipped.push({ column: column.column, reason: error.message });
    }
  }
  const tested = correction === 'none' ? compared : withAdjustedPValues(compared);
  const judged = byEffect ? tested.map(withoutNegligible) : tested;
  const testedColumns = judged.filter(({ verdict }) => verdict !== 'insufficient-data').length;
  const driftedColumns = judged.filter(({ verdict }) => verdict === 'drift').length;
  const driftedShare = testedColumns === 0 ? 0 : driftedColumns / testedColumns;
  const verdict = driftedShare >= driftShare ? 'drift' : 'no-drift';
  return {
    verdict: testedColumns === 0 ? 'insufficient-data' : verdict,
    driftShare,
    testedColumns,
    driftedColumns,
    driftedShare,
    minimumSampleSize,
    correction,
    columns: judged,
    skipped,
  };
}

/** Judges every p-value again after adjusting it for the number of p-values in the data set. */
function withAdjustedPValues(columns: readonly ColumnDrift[]): ColumnDrift[] {
  const tested = columns.filter((column) => column.pValue !== null);
  const adjusted = benjaminiHochberg(tested.map((column) => column.pValue ?? 1));
  const byColumn = new Map(tested.map((column, i) => [column, adjusted[i]]));
  return columns.map((column) => {
    const adjustedPValue = byColumn.get(column);
    if (adjustedPValue === undefined) return column;
    const inclusive = driftTests[column.test].driftWhen === '<=';
    const drifted = adjustedPValue < column.threshold || (inclusive && adjustedPValue === column.threshold);
    return { ...column, adjustedPValue, verdict: drifted ? 'drift' : 'no-drift' };
  });
}

/** The test named, or one that answers with a p-value however many rows there are. */
function hypothesisTest(
  { column, type, test }: Omit<DatasetColumn, 'reference' | 'current'>,
  reference: ColumnInput,
  current: ColumnInput,
): DriftTestName {
  return test ?? (comparableType(column, reference, current, type) === 'numerical' ? 'ks' : 'homogeneity');
}

/** What is significant, but of no size that matters or of a size that may be none, has not drifted. */
function withoutNegligible(column: ColumnDrift): ColumnDrift {
  const { verdict, effectSize } = column;
  if (verdict !== 'drift' || effectSize === null) return column;
  const sureOfSign = effectSize.lower > 0 || effectSize.upper < 0;
  return effectSize.magnitude === 'negligible' || !sureOfSign ? { ...column, verdict: 'no-drift' } : column;
}
