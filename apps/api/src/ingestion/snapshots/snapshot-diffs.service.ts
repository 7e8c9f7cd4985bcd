import { Injectable } from '@nestjs/common';
import { AppConfig } from '../../platform/config/app-config.js';
import type { SnapshotDiff } from './diff-snapshots.js';
import type { Snapshot } from './snapshot.js';
import { SnapshotFiles } from './snapshot-files.js';
import { runSnapshotThread } from './snapshot-thread.js';
import { SnapshotsService } from './snapshots.service.js';

/** Results that are kept: snapshots never change, so neither does what they differ by. */
const keptDiffs = 20;

export interface SnapshotComparison extends SnapshotDiff {
  beforeId: string;
  afterId: string;
}

/** Tells what two snapshots differ by. */
@Injectable()
export class SnapshotDiffsService {
  private readonly known = new Map<string, Promise<SnapshotComparison>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly files: SnapshotFiles,
    private readonly config: AppConfig,
  ) {}

  /**
   * What is in `afterId` and not in `beforeId`, or otherwise than there. Takes about as long as reading both, a second per
   * some millions of ratings; one comparison runs at a time.
   *
   * @throws SnapshotNotFoundError
   */
  async diff(beforeId: string, afterId: string): Promise<SnapshotComparison> {
    const [before, after] = await Promise.all([this.snapshots.get(beforeId), this.snapshots.get(afterId)]);
    const key = `${beforeId} ${afterId}`;
    const known = this.known.get(key);
    if (known) return known;
    const result = this.last.then(() => this.compare(before, after));
    this.last = result.catch(() => this.known.delete(key));
    this.known.set(key, result);
    for (const oldest of [...this.known.keys()].slice(0, -keptDiffs)) this.known.delete(oldest);
    return result;
  }

  private compare(before: Snapshot, after: Snapshot): Promise<SnapshotComparison> {
    const { signal } = new AbortController();
    return this.files.withFolder(async (folder) => {
      const parts = ['ratings', 'movies'] as const;
      const given = {
        before: await this.files.fetch(before, parts, folder, signal),
        after: await this.files.fetch(after, parts, folder, signal),
      };
      const niceness = this.config.trainingNiceness;
      const diff = await runSnapshotThread('diff', given, { signal, progress: () => undefined, niceness });
      return { beforeId: before.id, afterId: after.id, ...diff };
    });
  }
}
