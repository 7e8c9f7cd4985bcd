import type { RemovedData } from './identity/clear-data.js';
import type { ConflictChoice } from './identity/import-choice.js';
import type { SourceConflict } from './identity/source-conflict.js';
import type { ImportOutcome } from './import-verdict.js';
import type { LayoutName } from '../formats/layout.js';
import type { RejectedLine } from '../formats/rejected-line.js';

export interface RecordCounts {
  read: number;
  inserted: number;
  updated: number;
  rejected: number;
}

export interface RatingCounts extends RecordCounts {
  unchanged: number;
  /** Taken back by a later rating of the same film by the same person in the same source. */
  superseded: number;
}

export interface LinkCounts {
  read: number;
  updated: number;
  rejected: number;
}

/** What an import did; the result of its job. */
export interface ImportReport {
  source: string;
  layout: LayoutName;
  /** Whether all of it was taken, but for stray lines. */
  outcome: ImportOutcome;
  /** What was left out of a partial import, and the likeliest cause. */
  warning: string | null;
  /** How the file of ratings was read: columns, separator, times. */
  reading: string;
  /** How its ratings became stars. */
  scale: string;
  movies: RecordCounts;
  ratings: RatingCounts;
  tags: RecordCounts;
  links: LinkCounts;
  /** Users that were not here before. */
  users: { inserted: number };
  /** Nothing was changed: the counts say what an import would do. */
  dryRun: boolean;
  /** How the source was brought together with what was here; `none` where they do not contradict each other. */
  choice: ConflictChoice | 'none';
  /** Of a dry run: why the import would stop without a choice. The counts are those of `merge` then. */
  conflict: SourceConflict | null;
  /** What `replace` removed. */
  removed: RemovedData | null;
  /** The snapshot that was taken before `replace`. */
  snapshotId: string | null;
  /** The first twenty. */
  rejectedLines: RejectedLine[];
  durationMs: number;
  ratingsPerSecond: number;
}

/** Rejected lines that a report shows. */
export const rejectedLineLimit = 20;

export function emptyReport(source: string, layout: LayoutName): ImportReport {
  const none = { read: 0, inserted: 0, updated: 0, rejected: 0 };
  return {
    source,
    layout,
    outcome: 'complete',
    warning: null,
    reading: '',
    scale: '',
    movies: { ...none },
    ratings: { ...none, unchanged: 0, superseded: 0 },
    tags: { ...none },
    links: { read: 0, updated: 0, rejected: 0 },
    users: { inserted: 0 },
    dryRun: false,
    choice: 'none',
    conflict: null,
    removed: null,
    snapshotId: null,
    rejectedLines: [],
    durationMs: 0,
    ratingsPerSecond: 0,
  };
}

/** Counts a line that was left out, and keeps the first ones to show. */
export function countRejected(
  report: ImportReport,
  part: 'movies' | 'ratings' | 'tags' | 'links',
  line: RejectedLine,
): void {
  report[part].rejected += 1;
  if (report.rejectedLines.length < rejectedLineLimit) report.rejectedLines.push(line);
}
