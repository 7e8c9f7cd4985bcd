import { columnDrift } from '../column-drift.js';
import { defaultTest } from '../default-test.js';
import { driftTests } from '../drift-tests.js';
import type { DriftTestName } from '../result.js';
import { categoricalSample, numericSample } from '../sample.js';

export interface ParityCase {
  readonly title: string;
  readonly type: 'numerical' | 'categorical';
  readonly reference: ArrayLike<number>;
  readonly current: ArrayLike<number>;
  /** The test that Evidently chooses by itself, where known. */
  readonly defaultTest?: DriftTestName;
  /** [score, drift detected at the default threshold] by test. */
  readonly scores: Partial<Record<DriftTestName, readonly [number, boolean]>>;
}

const RELATIVE_TOLERANCE = 1e-9;

/** Where Evidently takes 1 − P(T ≤ t), its own p-value has no more digits than this. */
const ABSOLUTE_TOLERANCE: Partial<Record<DriftTestName, number>> = { 'cramer-von-mises': 4e-15 };

/** Registers tests that this library agrees with `cases` to 1e-9 relative, and in every verdict. */
export function describeParity(name: string, cases: readonly ParityCase[]): void {
  describe.each(cases)(
    `${name}: $title`,
    ({ type, reference, current, scores, defaultTest: expectedTest }) => {
      const sampleOf = type === 'numerical' ? numericSample : categoricalSample;
      const tests = Object.entries(scores) as [DriftTestName, readonly [number, boolean]][];

      it.each(tests)('%s agrees', (test, [expected, drifted]) => {
        const result = driftTests[test].run(sampleOf(reference), sampleOf(current));
        const tolerance = RELATIVE_TOLERANCE * Math.abs(expected) + (ABSOLUTE_TOLERANCE[test] ?? 0);
        expect(Math.abs((result.score ?? NaN) - expected)).toBeLessThanOrEqual(tolerance);
        expect(result.verdict).toBe(drifted ? 'drift' : 'no-drift');
      });

      if (expectedTest !== undefined) {
        it(`chooses ${expectedTest} by itself`, () => {
          expect(defaultTest(sampleOf(reference), sampleOf(current))).toBe(expectedTest);
          expect(columnDrift(reference, current, { type }).test).toBe(expectedTest);
        });
      }
    },
  );
}
