import type { ColumnDrift } from '../column-drift.js';
import type { DatasetDrift } from '../dataset-drift.js';
import { driftTests } from '../drift-tests.js';
import { describeSpan } from '../windows.js';
import type { DriftReport, ReportWindow } from './drift-report.js';
import { escapeHtml, shortened } from './escape.js';
import { histogramSvg } from './histogram-svg.js';
import { sectionHtml } from './report-section.js';
import { reportStyle } from './style.js';
import { formatCount, formatNumber, formatPercent, verdictSentence, verdictWords } from './wording.js';

/** Columns in the table, so that the page stays below 2 MB; drifted columns come first. */
const MOST_COLUMNS = 200;
const LONGEST_NAME = 120;
const LONGEST_HEADLINE = 400;
const MOST_SECTIONS = 10;

/**
 * The report as one HTML page that needs nothing else: styles and plots are inline, no script, no network.
 * Below 2 MB for any data; names from the data are escaped and cut at 120 characters.
 */
export function toHtmlReport(report: DriftReport): string {
  const { drift } = report;
  const sentence = escapeHtml(shortened(report.headline ?? verdictSentence(drift), LONGEST_HEADLINE));
  const sections = (report.sections ?? []).slice(0, MOST_SECTIONS);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Drift report: ${sentence}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1 class="${drift.verdict}">${sentence}</h1>
<p class="soft">${escapeHtml(circumstances(report))}</p>
${sections.map(sectionHtml).join('\n')}
<h2>Columns</h2>
${columnTable(drift)}
${skippedColumns(drift)}
<h2>Windows</h2>
<dl>
${windowEntry('Reference', report.referenceWindow)}
${windowEntry('Current', report.currentWindow)}
</dl>
<h2>Method</h2>
${methodNotes(drift)}
</main>
</body>
</html>
`;
}

function circumstances({ computedAtMs, model, currentWindow, referenceWindow }: DriftReport): string {
  const rows = `${formatCount(currentWindow.rows)} current rows against ${formatCount(referenceWindow.rows)} reference rows`;
  const served = model === null ? 'no model in service' : `model ${shortened(model, LONGEST_NAME)}`;
  return `${rows}, ${served}. Computed ${new Date(computedAtMs).toISOString()}.`;
}

function columnTable({ columns }: DatasetDrift): string {
  if (columns.length === 0) return '<p>No column was compared.</p>';
  const order = { drift: 0, 'no-drift': 1, 'insufficient-data': 2 };
  const shown = [...columns].sort((a, b) => order[a.verdict] - order[b.verdict]).slice(0, MOST_COLUMNS);
  const left = columns.length - shown.length;
  return `<div class="scroll" tabindex="0" role="region" aria-label="Columns compared">
<table>
<caption><span class="key ref"></span>reference <span class="key cur"></span>current, as shares of the rows of each window</caption>
<thead><tr><th scope="col">Column</th><th scope="col">Verdict</th><th scope="col">Test</th><th scope="col">Score</th><th scope="col">Effect</th><th scope="col">Drift when</th><th scope="col">Distribution</th></tr></thead>
<tbody>
${shown.map(columnRow).join('\n')}
</tbody>
</table>
</div>${left > 0 ? `\n<p>${formatCount(left)} more columns are not shown.</p>` : ''}`;
}

function columnRow(column: ColumnDrift): string {
  const test = driftTests[column.test];
  const sign = { '<': '&lt;', '<=': '≤', '>': '&gt;', '>=': '≥' }[test.driftWhen];
  return `<tr><th scope="row">${escapeHtml(shortened(column.column, LONGEST_NAME))}<br><span class="soft">${sizes(column)}</span></th>
<td class="${column.verdict}">${verdictWords[column.verdict]}</td>
<td>${escapeHtml(test.title)}</td>
<td class="n">${scoreCell(column)}</td>
<td class="n">${effectCell(column)}</td>
<td class="n">${test.score === 'p-value' ? 'p' : 'distance'} ${sign} ${formatNumber(column.threshold)}</td>
<td>${histogramSvg(column)}</td></tr>`;
}

function sizes({ type, reference, current }: ColumnDrift): string {
  const missing = reference.missing + current.missing;
  const counts = `${type}, ${formatCount(reference.count)} → ${formatCount(current.count)} values`;
  const means =
    reference.mean === null || current.mean === null
      ? ''
      : `<br>mean ${formatNumber(reference.mean)} → ${formatNumber(current.mean)}`;
  return `${counts}${missing > 0 ? `, ${formatCount(missing)} missing` : ''}${means}`;
}

function scoreCell({ score, adjustedPValue }: ColumnDrift): string {
  const adjusted =
    adjustedPValue === null ? '' : `<br><span class="soft">adjusted ${formatNumber(adjustedPValue)}</span>`;
  return `${formatNumber(score)}${adjusted}`;
}

function effectCell({ effectSize }: ColumnDrift): string {
  if (effectSize === null) return '–';
  const { value, lower, upper, magnitude, measure } = effectSize;
  const name = measure === 'cliffs-delta' ? 'δ' : 'V';
  return `${name} ${formatEffect(value)}<br><span class="soft">${formatEffect(lower)} to ${formatEffect(upper)}<br>${magnitude}</span>`;
}

function formatEffect(value: number): string {
  return value.toFixed(2).replace('-', '−');
}

function skippedColumns({ skipped }: DatasetDrift): string {
  if (skipped.length === 0) return '';
  const items = skipped
    .slice(0, MOST_COLUMNS)
    .map(({ reason }) => `<li>${escapeHtml(shortened(reason, 2 * LONGEST_NAME))}</li>`);
  return `<p>Not compared:</p>\n<ul>${items.join('')}</ul>`;
}

function windowEntry(name: string, window: ReportWindow): string {
  const text = `${describeSpan(window)}, ${formatCount(window.rows)} rows: ${shortened(window.description, LONGEST_NAME)}`;
  return `<dt>${name}</dt><dd>${escapeHtml(text)}</dd>`;
}

function methodNotes({ columns, driftShare, minimumSampleSize, correction }: DatasetDrift): string {
  const used = [...new Set(columns.map((column) => column.test))].map((name) => driftTests[name]);
  const notes = used.map((test) => `<dt>${escapeHtml(test.title)}</dt><dd>${escapeHtml(test.note)}</dd>`);
  const effects =
    'Effects say how much changed, with a 95 % interval: Cliff’s δ of numbers (−1 to 1, above 0 where current values are larger), Cramér’s V of categories (0 to 1, as if both windows were of one size).';
  const corrected =
    correction === 'none'
      ? 'Each column is judged for itself: with many columns, expect a false alarm now and then.'
      : 'P-values are adjusted for the number of columns tested (Benjamini–Hochberg).';
  return `<dl>${notes.join('')}</dl>
<p>The data set has drifted when at least ${formatPercent(driftShare)} of the tested columns have. A column is tested from ${formatCount(minimumSampleSize)} usable ${minimumSampleSize === 1 ? 'value' : 'values'} in each window on; missing values are left out. ${corrected} ${effects} Drift tells that the data changed, not that recommendations became worse.</p>`;
}
