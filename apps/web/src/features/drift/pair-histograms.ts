import type { DriftColumn } from '../../lib/api-types';
import { formatCompact } from '../../lib/format';

type Histogram = DriftColumn['reference']['histogram'];

export interface PairedBin {
  label: string;
  /** Share of 1 of the reference window. */
  reference: number;
  /** Share of 1 of the current window. */
  current: number;
}

/** Two histograms over the same bins, one row a bin, as shares; a side without values is 0 throughout. */
export function pairHistograms(reference: Histogram, current: Histogram): PairedBin[] {
  const labels = labelsOf(reference);
  const [before, now] = [sharesOf(reference), sharesOf(current)];
  return labels.map((label, bin) => ({ label, reference: before[bin] ?? 0, current: now[bin] ?? 0 }));
}

function sharesOf({ counts }: Histogram): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

/** Categories by name, narrow bins by their middle (3.75 to 4.25 is 4 stars), wide ones by their ends. */
function labelsOf({ labels, edges = [], counts }: Histogram): string[] {
  if (labels) return labels;
  return counts.map((_, bin) => {
    const [from, to] = [edges[bin], edges[bin + 1]];
    const middle = (from + to) / 2;
    return to - from <= 1 ? String(Number(middle.toFixed(2))) : `${formatCompact(from)}–${formatCompact(to)}`;
  });
}
