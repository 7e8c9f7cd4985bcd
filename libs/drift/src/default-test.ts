import type { DriftTestName } from './result.js';
import { type Sample, categoricalSample, unionOfCategories } from './sample.js';
import { walkEcdfs } from './ecdf.js';

/** Up to this many reference values hypothesis tests are chosen, beyond it distances: with many rows any
 * difference is significant, but few differences matter. */
const LARGEST_REFERENCE_FOR_P_VALUES = 1000;

/**
 * The test that Evidently 0.7 chooses when none is named.
 *
 * | reference values | numerical | categorical |
 * |---|---|---|
 * | ≤ 1000 | > 5 different: ks · 3–5: chi-square · ≤ 2: z | > 2 different: chi-square · ≤ 2: z |
 * | > 1000 | > 5 different: wasserstein · ≤ 5: jensen-shannon | jensen-shannon |
 *
 * Values are counted after cleaning, rows in the reference alone, different values on both sides together.
 */
export function defaultTest(reference: Sample, current: Sample): DriftTestName {
  const distinct = distinctTogether(reference, current);
  const large = reference.size > LARGEST_REFERENCE_FOR_P_VALUES;
  if (reference.kind === 'numerical' && distinct > 5) return large ? 'wasserstein' : 'ks';
  if (large) return 'jensen-shannon';
  return distinct > 2 ? 'chi-square' : 'z';
}

function distinctTogether(reference: Sample, current: Sample): number {
  if (reference.kind === 'numerical' && current.kind === 'numerical') {
    let distinct = 0;
    walkEcdfs(reference, current, () => distinct++);
    return distinct;
  }
  return unionOfCategories(categoricalSample(reference), categoricalSample(current)).length;
}
