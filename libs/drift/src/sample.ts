// Bound once: loops over millions of values look nothing up on a global object.
const { isFinite } = Number;

/** A value of a categorical column. */
export type Category = string | number | boolean;

/** A numerical column made ready for tests: cleaned and sorted once. */
export interface NumericSample {
  readonly kind: 'numerical';
  /** [size], ascending, finite. */
  readonly sorted: Float64Array;
  readonly size: number;
  /** How many values were null, undefined, NaN or infinite, and were dropped. */
  readonly missing: number;
  /** Number of different values. */
  readonly distinct: number;
}

/** A categorical column made ready for tests: cleaned and counted once. */
export interface CategoricalSample {
  readonly kind: 'categorical';
  /** Occurrences, each ≥ 1, by value. */
  readonly counts: ReadonlyMap<Category, number>;
  readonly size: number;
  /** How many values were null, undefined, NaN or infinite, and were dropped. */
  readonly missing: number;
  /** Number of different values. */
  readonly distinct: number;
}

export type Sample = NumericSample | CategoricalSample;

/** Raw numbers, or a sample that was prepared before. The array is not changed. */
export type NumericInput = ArrayLike<number | null | undefined> | NumericSample;

/** Raw categories or numbers, or a sample that was prepared before. The array is not changed. */
export type CategoricalInput = ArrayLike<Category | null | undefined> | Sample;

function isSample(input: CategoricalInput): input is Sample {
  return 'kind' in input;
}

/** Cleans and sorts numbers: ±∞, NaN, null and undefined are dropped and counted as missing. */
export function numericSample(input: NumericInput): NumericSample {
  if (isSample(input)) return input;
  const finite = new Float64Array(input.length);
  let size = 0;
  for (let i = 0; i < input.length; i++) {
    const value = input[i];
    if (typeof value === 'number' && isFinite(value)) finite[size++] = value;
  }
  const sorted = finite.subarray(0, size).sort();
  return { kind: 'numerical', sorted, size, missing: input.length - size, distinct: countDistinct(sorted) };
}

function countDistinct(sorted: Float64Array): number {
  let distinct = sorted.length > 0 ? 1 : 0;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] !== sorted[i - 1]) distinct++;
  return distinct;
}

function isMissing(value: Category | null | undefined): value is null | undefined {
  return value === null || value === undefined || (typeof value === 'number' && !isFinite(value));
}

/** Cleans and counts categories; a numeric sample is counted by its distinct values. */
export function categoricalSample(input: CategoricalInput): CategoricalSample {
  if (isSample(input)) return input.kind === 'categorical' ? input : countRuns(input);
  const counts = new Map<Category, number>();
  let size = 0;
  for (let i = 0; i < input.length; i++) {
    const value = input[i];
    if (isMissing(value)) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    size++;
  }
  return { kind: 'categorical', counts, size, missing: input.length - size, distinct: counts.size };
}

function countRuns({ sorted, size, missing, distinct }: NumericSample): CategoricalSample {
  const counts = new Map<Category, number>();
  for (let start = 0; start < size;) {
    let end = start + 1;
    while (end < size && sorted[end] === sorted[start]) end++;
    counts.set(sorted[start], end - start);
    start = end;
  }
  return { kind: 'categorical', counts, size, missing, distinct };
}

/** Every value that occurs on either side, in order of first sight. */
export function unionOfCategories(reference: CategoricalSample, current: CategoricalSample): Category[] {
  return [...new Set([...reference.counts.keys(), ...current.counts.keys()])];
}
