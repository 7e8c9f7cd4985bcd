import type { ColumnDrift } from '../column-drift.js';
import type { ColumnHistogram } from '../column-summary.js';
import { escapeHtml, shortened } from './escape.js';
import { formatNumber, formatPercent } from './wording.js';

const WIDTH = 320;
const HEIGHT = 96;
const BASE = 80;
/** The bar of categories that have none of their own; left out when there are none. */
const OTHERS = 'all others';

/**
 * Shares of the reference (grey) and current (coloured) rows by bin, as bars side by side in an inline SVG.
 * Its accessible name tells the bin with the largest change.
 */
export function histogramSvg({ column, reference, current }: ColumnDrift): string {
  const names = binNames(reference.histogram);
  const before = sharesOf(reference.histogram);
  const after = sharesOf(current.histogram);
  const bins = before.at(-1) === 0 && after.at(-1) === 0 ? names.filter((name) => name !== OTHERS) : names;
  const highest = Math.max(...before, ...after, 1e-12);
  const step = WIDTH / bins.length;
  const bar = (shares: readonly number[], className: string, offset: number) =>
    shares.slice(0, bins.length).map((share, bin) => {
      const height = (share / highest) * (BASE - 4);
      const x = bin * step + step * offset;
      return `<rect class="${className}" x="${round(x)}" y="${round(BASE - height)}" width="${round(step * 0.4)}" height="${round(height)}"/>`;
    });
  const [first, last] = axisEnds(reference.histogram, bins);
  const label = escapeHtml(describeChange(column, names, before, after));
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}"><title>${label}</title>`,
    ...bar(before, 'ref', 0.08),
    ...bar(after, 'cur', 0.52),
    `<line class="axis" x1="0" x2="${WIDTH}" y1="${BASE}" y2="${BASE}"/>`,
    axisLabel(first, 0, 'start'),
    axisLabel(last, WIDTH, 'end'),
    '</svg>',
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function axisLabel(text: string, x: number, anchor: 'start' | 'end'): string {
  return `<text x="${x}" y="${HEIGHT - 3}" text-anchor="${anchor}">${escapeHtml(shortened(text, 20))}</text>`;
}

/** Shares of all usable values; categories without a bar of their own make a last one. */
function sharesOf(histogram: ColumnHistogram): number[] {
  const counts =
    histogram.kind === 'numerical' ? histogram.counts : [...histogram.counts, histogram.otherCount];
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function binNames(histogram: ColumnHistogram): string[] {
  if (histogram.kind === 'categorical') return [...histogram.labels, OTHERS];
  return histogram.counts.map(
    (_, bin) => `${formatNumber(histogram.edges[bin])} to ${formatNumber(histogram.edges[bin + 1])}`,
  );
}

function axisEnds(histogram: ColumnHistogram, bins: readonly string[]): [string, string] {
  if (histogram.kind === 'numerical') {
    return [formatNumber(histogram.edges[0]), formatNumber(histogram.edges[histogram.edges.length - 1])];
  }
  return [bins[0] ?? '', bins.length > 1 ? bins[bins.length - 1] : ''];
}

function describeChange(
  column: string,
  bins: readonly string[],
  before: readonly number[],
  after: readonly number[],
): string {
  const changes = before.map((share, bin) => Math.abs(after[bin] - share));
  const most = changes.indexOf(Math.max(...changes));
  const name = shortened(column, 60);
  return (
    `${name}: the largest change is at ${shortened(bins[most], 60)}, ` +
    `from ${formatPercent(before[most])} to ${formatPercent(after[most])} of the rows`
  );
}
