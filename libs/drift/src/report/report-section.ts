import { escapeHtml, shortened } from './escape.js';
import { formatNumber } from './wording.js';

/** A line of a chart over equally spaced labels; null: nothing is known there. */
export interface ReportLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** A chart of lines over common labels, such as days. */
export interface ReportChart {
  /** What the chart shows, for those who do not see it as well. */
  readonly title: string;
  readonly labels: readonly string[];
  /** At most four. */
  readonly lines: readonly ReportLine[];
}

/** A part of the page beside the columns: what a change costs, whom it concerns, what was done. All of it is escaped. */
export interface ReportSection {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  readonly chart?: ReportChart;
}

const LONGEST_TEXT = 600;
const [MOST_PARAGRAPHS, MOST_ROWS, MOST_LABELS, MOST_LINES] = [20, 60, 120, 4];
const [WIDTH, HEIGHT, LEFT, BASE] = [720, 190, 44, 160];

/** A section as HTML, bounded in size whatever it is given. */
export function sectionHtml({ title, paragraphs, table, chart }: ReportSection): string {
  return [
    `<h2>${text(title)}</h2>`,
    ...paragraphs.slice(0, MOST_PARAGRAPHS).map((paragraph) => `<p>${text(paragraph)}</p>`),
    chart ? chartSvg(chart) : '',
    table ? tableHtml(table) : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function tableHtml({ head, rows }: NonNullable<ReportSection['table']>): string {
  const cells = (row: readonly string[]) =>
    row.map((cell, i) =>
      i === 0 ? `<th scope="row">${text(cell)}</th>` : `<td class="n">${text(cell)}</td>`,
    );
  return `<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>
<thead><tr>${head.map((cell) => `<th scope="col">${text(cell)}</th>`).join('')}</tr></thead>
<tbody>${rows
    .slice(0, MOST_ROWS)
    .map((row) => `<tr>${cells(row).join('')}</tr>`)
    .join('\n')}</tbody>
</table></div>`;
}

function chartSvg({ title, labels: all, lines: given }: ReportChart): string {
  const from = Math.max(0, all.length - MOST_LABELS);
  const labels = all.slice(from);
  const lines = given.slice(0, MOST_LINES).map(({ name, values }) => ({ name, values: values.slice(from) }));
  const known = lines
    .flatMap(({ values }) => values)
    .filter((value): value is number => Number.isFinite(value));
  if (known.length === 0 || labels.length === 0) return '';
  const [low, high] = rangeOf(known);
  const x = (i: number) =>
    labels.length === 1 ? (LEFT + WIDTH) / 2 : LEFT + (i * (WIDTH - LEFT - 8)) / (labels.length - 1);
  const y = (value: number) => 8 + ((high - value) / (high - low)) * (BASE - 8);
  const drawn = lines.map(({ values }, line) => lineSvg(values, line, x, y));
  const keys = lines.map(({ name }, line) => `<span class="line-key l${line}"></span>${text(name)} `);
  return `<figure><figcaption>${text(title)}: ${keys.join('')}</figcaption>
<svg class="wide" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${text(title)}"><title>${text(title)}</title>
<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${BASE}" y2="${BASE}"/>
<text x="${LEFT - 6}" y="14" text-anchor="end">${formatNumber(high)}</text><text x="${LEFT - 6}" y="${BASE}" text-anchor="end">${formatNumber(low)}</text>
<text x="${LEFT}" y="${BASE + 16}">${text(labels[0])}</text><text x="${WIDTH}" y="${BASE + 16}" text-anchor="end">${text(labels[labels.length - 1])}</text>
${drawn.join('')}</svg></figure>`;
}

function lineSvg(
  values: readonly (number | null)[],
  line: number,
  x: (i: number) => number,
  y: (value: number) => number,
): string {
  const points = values.flatMap((value, i) =>
    value === null || !Number.isFinite(value) ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`],
  );
  const dots = points.length > 40 ? [] : points;
  return `<polyline class="l${line}" points="${points.join(' ')}"/>${dots
    .map((point) => {
      const [cx, cy] = point.split(',');
      return `<circle class="l${line}" cx="${cx}" cy="${cy}" r="2.5"/>`;
    })
    .join('')}`;
}

function rangeOf(values: readonly number[]): [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - margin, high + margin];
}

function text(value: string): string {
  return escapeHtml(shortened(value, LONGEST_TEXT));
}
