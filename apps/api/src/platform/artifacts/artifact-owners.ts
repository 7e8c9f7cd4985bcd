import { Injectable } from '@nestjs/common';

/** What of the past is kept. */
export interface Retention {
  /** Changes nothing, and answers as if everything that is due had been retired. */
  readonly dryRun: boolean;
  /** What was deleted before may go for good. */
  readonly deletedBefore: Date;
  /** Artifacts that were written after it are left, as somebody may be about to refer to them. */
  readonly writtenBefore: Date;
  /** So many of the newest snapshots stay, whether something refers to them or not. */
  readonly keepSnapshots: number;
}

/** What may refer to artifacts in the store. */
export interface ArtifactOwner {
  readonly name: string;
  /** Beginnings of the keys that it writes, each ending in a slash: whatever nobody refers to there is garbage. */
  readonly prefixes: readonly string[];
  /** Whether what it retires depends on what others have retired before. */
  readonly retiresLast?: boolean;
  /**
   * Removes what is due from the owner's tables, not from the store. Undone half-way, it can be done again.
   *
   * @returns how many of what went, or would go
   */
  retire?(retention: Retention, signal: AbortSignal): Promise<Record<string, number>>;
  /** Those of these addresses that the owner refers to, whoever wrote what is there. */
  referenced(uris: readonly string[], retention: Retention): Promise<readonly string[]>;
}

/** Who refers to artifacts. Features register in `onModuleInit`; who writes artifacts and does not has them left alone. */
@Injectable()
export class ArtifactOwners {
  private readonly owners: ArtifactOwner[] = [];

  register(owner: ArtifactOwner): void {
    this.owners.push(owner);
  }

  /** In the order in which they retire what is due. */
  list(): readonly ArtifactOwner[] {
    return [...this.owners].sort((a, b) => Number(a.retiresLast ?? false) - Number(b.retiresLast ?? false));
  }

  /** The prefix that a key belongs to; null: nobody's. */
  prefixOf(key: string): string | null {
    const prefixes = this.owners.flatMap((owner) => owner.prefixes);
    return prefixes.find((prefix) => key.startsWith(prefix)) ?? null;
  }

  /** Those of these addresses that anybody refers to. */
  async referenced(uris: readonly string[], retention: Retention): Promise<Set<string>> {
    const found = await Promise.all(this.owners.map((owner) => owner.referenced(uris, retention)));
    return new Set(found.flat());
  }
}
