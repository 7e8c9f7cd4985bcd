export interface ArtifactSum {
  objects: number;
  bytes: number;
}

/** What became of an artifact; `unknown`: it is nobody's, and left. */
export type Fate = 'kept' | 'young' | 'deleted' | 'unknown';

/** What was found under one prefix of keys. */
export interface PrefixReport extends Record<Fate, ArtifactSum> {
  prefix: string;
}

export interface GarbageReport {
  dryRun: boolean;
  /** Younger artifacts that nobody refers to were left. */
  writtenBefore: string;
  /** What went from the tables first, such as deleted runs. */
  retired: Record<string, number>;
  /** Writes of processes that are gone. */
  partialWrites: number;
  deleted: ArtifactSum;
  prefixes: PrefixReport[];
}

const nothing = (): ArtifactSum => ({ objects: 0, bytes: 0 });

/** Adds up what became of artifacts, by prefix. */
export class Tally {
  private readonly reports = new Map<string, PrefixReport>();
  readonly deleted = nothing();

  add(prefix: string, fate: Fate, bytes: number): void {
    let report = this.reports.get(prefix);
    if (!report) {
      report = { prefix, kept: nothing(), young: nothing(), deleted: nothing(), unknown: nothing() };
      this.reports.set(prefix, report);
    }
    for (const sum of fate === 'deleted' ? [report.deleted, this.deleted] : [report[fate]]) {
      sum.objects++;
      sum.bytes += bytes;
    }
  }

  list(): PrefixReport[] {
    return [...this.reports.values()].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  }
}
