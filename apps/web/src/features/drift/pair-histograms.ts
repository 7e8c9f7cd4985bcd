import type { DriftColumn } from '../../lib/api-types';
import { formatCompact } from '../../lib/format';
import type { Property } from './property';

type Histogram = DriftColumn['reference']['histogram'];

export interface PairedBin {
  label: string;
  /** Share of 1 of the reference window. */
  reference: number;
  /** Share of 1 of the current window. */
  current: number;
}

interface Bin extends Omit<PairedBin, 'label'> {
  from: number;
  to: number;
}

/** Bins of a long tail with less than this share of both windows are shown as one. */
const thinShare = 0.01;

/**
 * Two histograms over the same bins, one row a bin, as shares; a side without values is 0 throughout.
 * Decades and years come in the order of time; the thin bins at the end of a skewed histogram are joined.
 *
 * @param scale  `readable` leads from the scale that was compared to the one that people read; increasing
 */
export function pairHistograms(
  reference: Histogram,
  current: Histogram,
  { readable, whole }: Pick<Property, 'readable' | 'whole'> = { readable: (value) => value },
): PairedBin[] {
  const [before, now] = [sharesOf(reference), sharesOf(current)];
  const shares = reference.counts.map((_, bin) => ({ reference: before[bin] ?? 0, current: now[bin] ?? 0 }));
  const { labels, edges } = reference;
  if (labels) return inTime(shares.map((bin, index) => ({ label: labels[index], ...bin })));
  if (!edges) return [];
  const bins = shares.map((bin, index) => ({
    ...bin,
    from: readable(edges[index]),
    to: readable(edges[index + 1]),
  }));
  return joinTail(bins).map((bin, index, shown) => ({
    label: whole ? wholeLabelOf(bin, index === shown.length - 1) : labelOf(bin),
    reference: bin.reference,
    current: bin.current,
  }));
}

function sharesOf({ counts }: Histogram): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

/** "1990s" or "1994": sorted by time if all are; otherwise as they came. */
function inTime(rows: PairedBin[]): PairedBin[] {
  const isTime = rows.every(({ label }) => /^\d{4}s?$/.test(label));
  return isTime ? [...rows].sort((a, b) => parseInt(a.label, 10) - parseInt(b.label, 10)) : rows;
}

/** Joins what follows the last bin that holds a share worth seeing, if that is more than a few bins. */
function joinTail(bins: Bin[]): Bin[] {
  const last = bins.findLastIndex((bin) => Math.max(bin.reference, bin.current) >= thinShare);
  const tail = bins.slice(last + 1);
  if (last < 0 || tail.length < 3) return bins;
  const joined = {
    from: tail[0].from,
    to: tail[tail.length - 1].to,
    reference: tail.reduce((sum, bin) => sum + bin.reference, 0),
    current: tail.reduce((sum, bin) => sum + bin.current, 0),
  };
  return [...bins.slice(0, last + 1), joined];
}

/** Narrow bins by their middle (3.75 to 4.25 is 4 stars), wide ones by their ends. */
function labelOf({ from, to }: Pick<Bin, 'from' | 'to'>): string {
  const middle = (from + to) / 2;
  return to - from <= 1 ? String(Number(middle.toFixed(1))) : `${formatCompact(from)}–${formatCompact(to)}`;
}

/** The whole numbers in a bin: [1, 1.6) is "1", [4.6, 6.2) is "5–6". Only the last bin holds its right end. */
function wholeLabelOf({ from, to }: Bin, isLast: boolean): string {
  // Edges that came through a logarithm are whole but for rounding.
  const [first, end] = [Math.ceil(from - 1e-6), Math.ceil(to - 1e-6)];
  const last = isLast ? Math.floor(to + 1e-6) : end - 1;
  if (first > last) return labelOf({ from, to });
  return first === last ? String(first) : `${formatCompact(first)}–${formatCompact(last)}`;
}
