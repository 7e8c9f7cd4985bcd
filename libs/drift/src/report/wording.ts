import type { DatasetDrift } from '../dataset-drift.js';
import type { Verdict } from '../result.js';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  drift: 'Drift',
  'no-drift': 'No drift',
  'insufficient-data': 'Too few data',
};

/** The outcome in one sentence. */
export function verdictSentence(drift: DatasetDrift): string {
  const { verdict, testedColumns, driftedColumns, driftShare, minimumSampleSize } = drift;
  if (verdict === 'insufficient-data') {
    const values = minimumSampleSize === 1 ? 'value' : 'values';
    return `There are too few data to tell: no column has at least ${minimumSampleSize} usable ${values} in both windows.`;
  }
  const columns = `${driftedColumns} of ${testedColumns} ${testedColumns === 1 ? 'column' : 'columns'}`;
  const outcome = verdict === 'drift' ? 'The data have drifted' : 'The data have not drifted';
  return `${outcome}: ${columns} changed, and ${formatPercent(driftShare)} or more counts as drift.`;
}

export function formatPercent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** Four significant digits; tiny values in scientific notation. */
export function formatNumber(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value !== 0 && Math.abs(value) < 0.0001) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}

/** 1234567 → '1,234,567'. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
