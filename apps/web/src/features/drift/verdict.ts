import type { DriftReport } from '../../lib/api-types';
import { formatCount } from '../../lib/format';

/** The report in one sentence that needs no statistics. */
export function verdictSentence(
  report: Pick<DriftReport, 'verdict' | 'driftedColumns' | 'columns' | 'currentWindow'>,
): string {
  const { verdict, driftedColumns, columns, currentWindow } = report;
  const tested = columns.filter((column) => column.verdict !== 'insufficient-data').length;
  switch (verdict) {
    case 'drift':
      return `The new ratings differ from those the champion learnt from: ${driftedColumns} of ${tested} properties have moved.`;
    case 'no-drift':
      return driftedColumns === 0
        ? `The new ratings look like those the champion learnt from: none of ${tested} properties has moved.`
        : `The new ratings still look like those the champion learnt from, although ${driftedColumns} of ${tested} properties ${driftedColumns === 1 ? 'has' : 'have'} moved.`;
    default:
      return `Too few new ratings to tell: ${formatCount(currentWindow.ratings)} since the champion was trained.`;
  }
}

/** "p-value 0.031, drift at or below 0.05" or "distance 0.21, drift from 0.1 on". */
export function scoreSentence(
  column: Pick<DriftReport['columns'][number], 'pValue' | 'statistic' | 'threshold'>,
): string {
  if (column.pValue !== null) {
    return `p-value ${column.pValue < 0.001 ? 'below 0.001' : column.pValue.toFixed(3)}; drift at or below ${column.threshold}`;
  }
  if (column.statistic !== null)
    return `distance ${column.statistic.toFixed(3)}; drift from ${column.threshold} on`;
  return 'not tested';
}
