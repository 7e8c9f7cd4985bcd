import type { NumericSample } from './sample.js';

const { abs } = Math;

/**
 * Walks the merged support of two samples in ascending order and tells, at each different value, the two
 * empirical distribution functions there (shares of values ≤ it).
 */
export function walkEcdfs(
  reference: NumericSample,
  current: NumericSample,
  visit: (value: number, referenceShare: number, currentShare: number) => void,
): void {
  const a = reference.sorted;
  const b = current.sorted;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = j >= b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    visit(value, i / a.length, j / b.length);
  }
}

/**
 * Walks the merged support of two samples in ascending order and tells, at each different value, how many times
 * it occurs on either side.
 */
export function walkTies(
  reference: NumericSample,
  current: NumericSample,
  visit: (inReference: number, inCurrent: number, value: number) => void,
): void {
  const a = reference.sorted;
  const b = current.sorted;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = j >= b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    const firstA = i;
    const firstB = j;
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    visit(i - firstA, j - firstB, value);
  }
}

/** Whether one and the same value is all that both samples hold. */
export function isOneValue(reference: NumericSample, current: NumericSample): boolean {
  return reference.distinct === 1 && current.distinct === 1 && reference.sorted[0] === current.sorted[0];
}

/** ∫ f(|F_ref(x) − F_cur(x)|) dx over the merged support. */
export function integrateEcdfDifference(
  reference: NumericSample,
  current: NumericSample,
  f: (difference: number) => number,
): number {
  let integral = 0;
  let previousValue = 0;
  let previousHeight = 0;
  walkEcdfs(reference, current, (value, referenceShare, currentShare) => {
    if (previousHeight > 0) integral += previousHeight * (value - previousValue);
    previousValue = value;
    previousHeight = f(abs(referenceShare - currentShare));
  });
  return integral;
}
