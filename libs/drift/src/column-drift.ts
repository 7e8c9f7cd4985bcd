import { type SampleSummary, summarise } from './column-summary.js';
import { type ColumnType, type ColumnValues, type ComparableType, inferColumnType } from './column-type.js';
import { defaultTest } from './default-test.js';
import { driftTests } from './drift-tests.js';
import { type EffectSize, effectSize } from './effect-size.js';
import { UnsuitableTestError, UnsupportedColumnError } from './errors.js';
import type { Random } from './random.js';
import { type DriftTestName, type DriftTestResult, insufficientData } from './result.js';
import {
  type CategoricalInput,
  type NumericInput,
  type Sample,
  categoricalSample,
  numericSample,
} from './sample.js';

export interface ColumnDriftOptions {
  /** Name for the report; 'value' by default. */
  readonly column?: string;
  /** Inferred from the reference (else from the current data) when left out. */
  readonly type?: ComparableType;
  /** Chosen as Evidently does when left out. */
  readonly test?: DriftTestName;
  /** The test's default when left out. */
  readonly threshold?: number;
  /**
   * Usable values that each side must have; below it the verdict is 'insufficient-data'.
   * 1 by default, which is Evidently's behaviour except that it throws on an empty side.
   */
  readonly minimumSampleSize?: number;
  /** For tests whose p-value is a Monte-Carlo estimate; a stream of a fixed seed when left out. */
  readonly random?: Random;
}

/** How one column of the current window compares with the reference window. */
export interface ColumnDrift extends DriftTestResult {
  readonly column: string;
  readonly type: ComparableType;
  /** Set by `datasetDrift` when it corrects for testing several columns, else null. */
  readonly adjustedPValue: number | null;
  /** How much changed, with a 95 % interval, whatever the number of rows; null where a side is empty. */
  readonly effectSize: EffectSize | null;
  readonly reference: SampleSummary;
  readonly current: SampleSummary;
}

/** Raw values of one side of a column, or a sample that was prepared before. */
export type ColumnInput = ColumnValues | Sample;

/**
 * Compares one column of two windows: cleans it, tells its kind, chooses a test and runs it.
 *
 * @throws UnsupportedColumnError if the column holds text, dates or values of unknown kind
 * @throws UnsuitableTestError if the test asked for is not made for this kind of column
 */
export function columnDrift(
  reference: ColumnInput,
  current: ColumnInput,
  options: ColumnDriftOptions = {},
): ColumnDrift {
  const { column = 'value', minimumSampleSize = 1 } = options;
  const type = comparableType(column, reference, current, options.type);
  const a = sampleOf(reference, type);
  const b = sampleOf(current, type);
  const test = driftTests[options.test ?? defaultTest(a, b)];
  if (!test.columnTypes.includes(type)) {
    throw new UnsuitableTestError(
      `${test.name} compares ${test.columnTypes.join(' and ')} columns; ${column} is ${type}.`,
    );
  }
  const threshold = options.threshold ?? test.defaultThreshold;
  const enough = Math.min(a.size, b.size) >= Math.max(1, minimumSampleSize);
  const result = enough
    ? test.run(a, b, { threshold, random: options.random })
    : insufficientData(test.name, threshold);
  return { column, type, ...result, adjustedPValue: null, effectSize: effectSize(a, b), ...summarise(a, b) };
}

/**
 * The kind that was named, or that of the values.
 *
 * @throws UnsupportedColumnError if the column holds text, dates or values of unknown kind
 */
export function comparableType(
  column: string,
  reference: ColumnInput,
  current: ColumnInput,
  named?: ComparableType,
): ComparableType {
  if (named) return named;
  const known = typeOf(reference);
  const type = known === 'unknown' ? typeOf(current) : known;
  if (type === 'numerical' || type === 'categorical') return type;
  throw new UnsupportedColumnError(
    `Column ${column} is of type ${type}; numerical or categorical is expected.`,
  );
}

function typeOf(input: ColumnInput): ColumnType {
  return 'kind' in input ? input.kind : inferColumnType(input);
}

function sampleOf(input: ColumnInput, type: ComparableType): Sample {
  return type === 'numerical'
    ? numericSample(input as NumericInput)
    : categoricalSample(input as CategoricalInput);
}
