import { datasetDrift } from '../dataset-drift.js';
import { continuous, labels, ratings } from '../testing/samples.js';
import type { DriftReport } from './drift-report.js';
import { toHtmlReport } from './html-report.js';

const DAY = 86_400_000;

function reportOf(columns: Parameters<typeof datasetDrift>[0], options = {}): DriftReport {
  return {
    drift: datasetDrift(columns, options),
    referenceWindow: {
      fromMs: 0,
      toMs: 300 * DAY,
      rows: 5000,
      description: 'ratings the champion was trained on',
    },
    currentWindow: {
      fromMs: 300 * DAY,
      toMs: 330 * DAY,
      rows: 4000,
      description: 'the last 30 days of ratings',
    },
    computedAtMs: 331 * DAY,
    model: 'svd v3',
  };
}

const rating = { column: 'rating', reference: ratings(5, 5000), current: ratings(6, 4000, 0.05) };

describe('toHtmlReport', () => {
  it('says the verdict first, then columns, windows and method', () => {
    const html = toHtmlReport(reportOf([rating]));
    expect(html).toContain(
      '<h1 class="drift">The data have drifted: 1 of 1 column changed, and 50 % or more counts as drift.</h1>',
    );
    const order = ['<h1', '<h2>Columns', '<h2>Windows', '<h2>Method'].map((mark) => html.indexOf(mark));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(html).toContain('0.2019');
    expect(html).toContain('1970-10-28 to 1970-11-26 (30 days), 4,000 rows: the last 30 days of ratings');
    expect(html).toContain('model svd v3');
  });

  it('gives each plot an accessible name that tells the largest change', () => {
    expect(toHtmlReport(reportOf([rating]))).toMatch(
      /aria-label="rating: the largest change is at .* of the rows"/,
    );
  });

  it('needs no network and no script', () => {
    const html = toHtmlReport(reportOf([rating]));
    expect(html).not.toMatch(/<script|<link|<img|src=|href=|url\(|@import/);
    expect(html).toContain('prefers-color-scheme:dark');
  });

  it('escapes names, categories, descriptions and model', () => {
    const evil = '<img src=x onerror="alert(1)">';
    const report = reportOf([
      { column: evil, reference: [evil, evil, 'b', 'b'], current: [evil, 'b', 'b', 'b'] },
      { column: `${evil} text`, reference: ['a', 'b'], current: ['c'] },
    ]);
    const html = toHtmlReport({
      ...report,
      model: evil,
      currentWindow: { ...report.currentWindow, description: evil },
    });
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;');
  });

  it('stays below 2 MB for many columns with long names and many categories', () => {
    const columns = Array.from({ length: 500 }, (_, i) => ({
      column: `${'&'.repeat(5000)} ${i}`,
      type: 'categorical' as const,
      reference: Array.from(labels(i + 1, 300, 100), (label) => `${'"'.repeat(200)}${label}`),
      current: Array.from(labels(i + 2, 300, 100), (label) => `${'"'.repeat(200)}${label}`),
    }));
    const html = toHtmlReport(reportOf(columns));
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    expect(html).toContain('300 more columns are not shown.');
  });

  it('says so when there are too few data', () => {
    const html = toHtmlReport(
      reportOf([{ column: 'x', reference: [], current: [1.5] }], { minimumSampleSize: 30 }),
    );
    expect(html).toContain(
      'There are too few data to tell: no column has at least 30 usable values in both windows.',
    );
    expect(html).toContain('Too few data</td>');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('shows adjusted p-values when they were corrected', () => {
    const column = { column: 'x', reference: continuous(1, 300), current: continuous(2, 300) };
    const html = toHtmlReport(reportOf([column], { correction: 'benjamini-hochberg' }));
    expect(html).toContain('adjusted ');
    expect(html).toContain('Benjamini–Hochberg');
  });
});
