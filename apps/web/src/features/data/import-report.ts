import type { components } from '../../lib/api-schema';
import type { Job } from '../../lib/api-types';

type Counts = Record<string, number>;

/** What an import did, file by file. */
export interface ImportReport {
  source: string;
  layout: string;
  dryRun: boolean;
  movies: Counts;
  ratings: Counts;
  tags: Counts;
  links: Counts;
  rejectedLines: { file: string; line: number; reason: string; text: string }[];
  durationMs: number;
  ratingsPerSecond: number | null;
}

export type ImportConflict = components['schemas']['SourceConflictDto'];
export type ConflictChoice = ImportConflict['choices'][number]['choice'];

/** Why an import stopped before it wrote, or a dry run would; null where it did not. */
export function importConflict({ result }: Job): ImportConflict | null {
  return (result as { conflict?: ImportConflict | null } | null)?.conflict ?? null;
}

export function choiceLabel(choice: ConflictChoice, untouchedSample: boolean): string {
  if (choice === 'replace') return untouchedSample ? 'Replace the sample data' : 'Replace the data';
  return choice === 'merge' ? 'Merge anyway' : 'Import as new users';
}

export const reportTables = ['ratings', 'movies', 'tags', 'links'] as const;
export const reportColumns = ['read', 'inserted', 'updated', 'unchanged', 'rejected'] as const;

/** Reads the report out of a finished import; null while there is none. */
export function importReport(job: Job): ImportReport | null {
  const result = job.result as Partial<ImportReport> | null;
  if (!result?.ratings) return null;
  return {
    source: result.source ?? '',
    layout: result.layout ?? '',
    dryRun: result.dryRun ?? false,
    movies: result.movies ?? {},
    ratings: result.ratings,
    tags: result.tags ?? {},
    links: result.links ?? {},
    rejectedLines: result.rejectedLines ?? [],
    durationMs: result.durationMs ?? 0,
    ratingsPerSecond: result.ratingsPerSecond ?? null,
  };
}
