import { cliffsDelta } from './cliffs-delta.js';
import { cramersV } from './cramers-v.js';
import { type Sample, categoricalSample } from './sample.js';

/** An estimate with the bounds of its confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

export type EffectMagnitude = 'negligible' | 'small' | 'medium' | 'large';

/** How much a column changed, whatever the number of rows. */
export interface EffectSize extends Estimate {
  /**
   * Numbers: Cliff's δ in [−1, 1], positive where current values are the larger ones.
   * Categories: Cramér's V in [0, 1].
   */
  readonly measure: 'cliffs-delta' | 'cramers-v';
  /** The share of intervals that hold the true effect, in (0, 1). */
  readonly confidence: number;
  /** |value| in words: from 0.147, 0.33, 0.474 on for δ (Romano et al. 2006), 0.1, 0.3, 0.5 for V (Cohen 1988). */
  readonly magnitude: EffectMagnitude;
}

export interface EffectSizeOptions {
  /** In (0, 1); 0.95 by default. */
  readonly confidence?: number;
}

const MEASURES = {
  numerical: { measure: 'cliffs-delta', limits: [0.147, 0.33, 0.474] },
  categorical: { measure: 'cramers-v', limits: [0.1, 0.3, 0.5] },
} as const;

/**
 * The size of the difference between two windows of a column, with a confidence interval in closed form: Cliff's δ
 * for numbers, Cramér's V for categories. Null where a side is empty.
 *
 * Unlike a p-value it does not shrink as rows grow. δ tells whether values moved up or down; a change of spread
 * around an equal centre leaves it at 0. Takes about 0.1 s for a million values against a million.
 */
export function effectSize(
  reference: Sample,
  current: Sample,
  { confidence = 0.95 }: EffectSizeOptions = {},
): EffectSize | null {
  if (reference.size === 0 || current.size === 0) return null;
  const numbers = reference.kind === 'numerical' && current.kind === 'numerical';
  const estimate = numbers
    ? cliffsDelta(reference, current, confidence)
    : cramersV(categoricalSample(reference), categoricalSample(current), confidence);
  const { measure, limits } = MEASURES[numbers ? 'numerical' : 'categorical'];
  return { measure, ...estimate, confidence, magnitude: magnitudeOf(estimate.value, limits) };
}

function magnitudeOf(
  value: number,
  [small, medium, large]: readonly [number, number, number],
): EffectMagnitude {
  const size = Math.abs(value);
  if (size >= large) return 'large';
  if (size >= medium) return 'medium';
  return size >= small ? 'small' : 'negligible';
}
