import type { DriftColumn } from '../../lib/api-types';
import { formatPValue } from '../../lib/format';

type Scored = Pick<DriftColumn, 'score' | 'pValue' | 'adjustedPValue' | 'threshold'>;

/** "p-value 0.031; drift at or below 0.05" or "distance 0.210; drift from 0.1 on". */
export function scoreSentence({ score, pValue, adjustedPValue, threshold }: Scored): string {
  if (score === null) return 'not tested';
  const isProbability = score === pValue || score === adjustedPValue;
  return isProbability
    ? `p-value ${formatPValue(score)}; drift at or below ${threshold}`
    : `distance ${score.toFixed(3)}; drift from ${threshold} on`;
}
