import { Injectable } from '@nestjs/common';
import type { Snapshot } from './snapshot.js';
import { SnapshotNotFoundError } from './snapshots.errors.js';
import { SnapshotsRepository, type SnapshotUse } from './snapshots.repository.js';

const shownUses = 50;

export interface SnapshotDetails extends Snapshot {
  /** The newest runs that have learnt from it. */
  usedBy: SnapshotUse[];
}

/** Immutable copies of the data, identified by what they hold. */
@Injectable()
export class SnapshotsService {
  constructor(private readonly repository: SnapshotsRepository) {}

  list(...args: Parameters<SnapshotsRepository['list']>): Promise<Snapshot[]> {
    return this.repository.list(...args);
  }

  /** @throws SnapshotNotFoundError */
  async get(id: string): Promise<Snapshot> {
    const snapshot = await this.repository.find(id);
    if (!snapshot) throw new SnapshotNotFoundError(id);
    return snapshot;
  }

  /** @throws SnapshotNotFoundError */
  async details(id: string): Promise<SnapshotDetails> {
    const snapshot = await this.get(id);
    return { ...snapshot, usedBy: await this.repository.uses(id, shownUses) };
  }
}
