import type { JobProgress } from '../../../platform/jobs/job.js';
import type { ImportReport } from '../import-report.js';
import { explainConflict } from './conflict-text.js';

const plainEveryMs = 5_000;

/** One line that tells how far an import is: overwritten in a terminal, now and then repeated elsewhere. */
export class ProgressLine {
  private shown = '';
  private toldAt = 0;

  constructor(private readonly output: NodeJS.WriteStream) {}

  show(progress: Partial<JobProgress>): void {
    const line = progressText(progress);
    if (line === this.shown) return;
    if (this.output.isTTY) this.output.write(`\r${line.padEnd(this.shown.length)}`);
    else if (performance.now() - this.toldAt < plainEveryMs) return;
    else {
      this.toldAt = performance.now();
      this.output.write(`${line}\n`);
    }
    this.shown = line;
  }

  clear(): void {
    if (this.output.isTTY && this.shown) this.output.write(`\r${' '.repeat(this.shown.length)}\r`);
    this.shown = '';
  }
}

/** `Reading ratings  42 % · 8,400,000 ratings, 1,200,000 a second · 23 s left` */
export function progressText({ phase, ratio, message, remainingSeconds }: Partial<JobProgress>): string {
  const share = ratio === null || ratio === undefined ? '' : `  ${Math.round(ratio * 100)} %`;
  const left =
    remainingSeconds === null || remainingSeconds === undefined ? '' : ` · ${remainingSeconds} s left`;
  return `${phase ?? ''}${share}${message ? ` · ${message}` : ''}${left}`;
}

/** The report as a table for people. */
export function reportText(report: ImportReport): string {
  const { ratings, movies, tags, links, rejectedLines } = report;
  const rows = [
    ['', 'read', 'inserted', 'updated', 'unchanged', 'superseded', 'rejected'],
    [
      'ratings',
      ratings.read,
      ratings.inserted,
      ratings.updated,
      ratings.unchanged,
      ratings.superseded,
      ratings.rejected,
    ],
    ['movies', movies.read, movies.inserted, movies.updated, '', '', movies.rejected],
    ['users', '', report.users.inserted, '', '', '', ''],
    ['tags', tags.read, tags.inserted, tags.updated, '', '', tags.rejected],
    ['links', links.read, '', links.updated, '', '', links.rejected],
  ].map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)));
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  );
  const seconds = (report.durationMs / 1000).toFixed(1);
  const rate = report.ratingsPerSecond.toLocaleString('en');
  return [
    `${report.dryRun ? 'Would import' : 'Imported'} ${report.source} (${report.layout}) in ${seconds} s, ${rate} ratings a second.`,
    ...(report.reading ? [`Read ${report.reading}.`, `Ratings: ${report.scale}.`] : []),
    ...(report.warning ? [`NOT ALL OF IT: ${report.warning}`] : []),
    ...identityText(report),
    '',
    ...table,
    ...rejectedText(report, rejectedLines),
  ].join('\n');
}

function identityText({ choice, removed, snapshotId, dryRun, conflict }: ImportReport): string[] {
  const lines: string[] = [];
  if (choice === 'as-new-users')
    lines.push(
      'Its users have numbers of their own here; movies were matched by IMDb or TMDB id, or by title and year.',
    );
  if (removed)
    lines.push(
      `${dryRun ? 'It would remove' : 'Removed'} ${removed.ratings.toLocaleString('en')} ratings, ${removed.movies.toLocaleString('en')} movies and ${removed.users.toLocaleString('en')} users.` +
        (snapshotId ? ` Snapshot ${snapshotId.slice(0, 12)} has them.` : ''),
    );
  if (removed && !dryRun) lines.push('The champion knows the data before: start a training.');
  if (conflict) lines.push('', explainConflict(conflict), '', 'With --merge it would be:');
  return lines;
}

function rejectedText(report: ImportReport, lines: ImportReport['rejectedLines']): string[] {
  if (lines.length === 0) return [];
  const total =
    report.ratings.rejected + report.movies.rejected + report.tags.rejected + report.links.rejected;
  const heading =
    total > lines.length
      ? `The first ${lines.length} of ${total.toLocaleString('en')} rejected lines:`
      : 'Rejected lines:';
  return [
    '',
    heading,
    ...lines.map(({ file, line, reason, text }) => `  ${file}:${line}  ${reason}:  ${text}`),
  ];
}
