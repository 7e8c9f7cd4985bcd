import type { DriftColumn } from '../../lib/api-types';
import { formatDecimal } from '../../lib/format';

type Effect = DriftColumn['effectSize'];

/** "δ −0.36 (−0.38 to −0.35), medium": how much changed, with its interval. */
export function effectWords(effect: Effect): string {
  if (!effect) return 'not known';
  const sign = effect.measure === 'cliffs-delta' ? 'δ' : 'V';
  const [value, lower, upper] = [effect.value, effect.lower, effect.upper].map((one) => formatDecimal(one));
  return `${sign} ${value} (${lower} to ${upper}), ${effect.magnitude}`;
}

/** People and films of a cohort, in words. */
export const cohortWords: Record<string, string> = {
  cold: 'People with fewer than 20 ratings',
  medium: 'People with 20 to 99 ratings',
  heavy: 'People with 100 ratings or more',
  head: 'Well-known films',
  tail: 'Rarely rated films',
};
