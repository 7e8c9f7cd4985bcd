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
  movies: RecordCounts;
  ratings: RatingCounts;
  tags: RecordCounts;
  links: LinkCounts;
  /** The first twenty. */
  rejectedLines: RejectedLine[];
  durationMs: number;
  ratingsPerSecond: number;
}

const rejectedLineLimit = 20;

export function emptyReport(source: string, layout: LayoutName): ImportReport {
  const none = { read: 0, inserted: 0, updated: 0, rejected: 0 };
  return {
    source,
    layout,
    movies: { ...none },
    ratings: { ...none, unchanged: 0, superseded: 0 },
    tags: { ...none },
    links: { read: 0, updated: 0, rejected: 0 },
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
