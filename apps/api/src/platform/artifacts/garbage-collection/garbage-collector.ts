import { Injectable } from '@nestjs/common';
import type { JobContext } from '../../jobs/job.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { ArtifactOwners, type Retention } from '../artifact-owners.js';
import { ArtifactStore, type ListedArtifact } from '../artifact-store.js';
import { Tally, type Fate, type GarbageReport } from './garbage-report.js';

/** Artifacts whose references are looked up together. */
const pageLength = 2000;

type Context = Pick<JobContext, 'signal' | 'progress' | 'log'>;

/**
 * Removes artifacts that nobody refers to.
 *
 * What is listed is looked up only afterwards, so whatever was published before the listing has its reference by then or is
 * younger than the grace period; and no reference can come anew to an artifact that nothing refers to. Artifacts with the id
 * of a job that is under way in their key are its own: it refers to them at its end.
 */
@Injectable()
export class GarbageCollector {
  constructor(
    private readonly store: ArtifactStore,
    private readonly owners: ArtifactOwners,
    private readonly jobs: JobsService,
  ) {}

  /** @throws ArtifactStoreError, or the reason of the signal; what has gone so far stays gone, and nothing else has */
  async collect(retention: Retention, context: Context): Promise<GarbageReport> {
    context.progress({ phase: 'retiring what is due' });
    const retired = await this.retire(retention, context);
    context.progress({ phase: 'looking through the store' });
    const partialWrites = retention.dryRun ? 0 : await this.store.sweep();
    const tally = new Tally();
    let done = 0;
    for await (const page of pagesOf(this.store.list())) {
      await this.judge(page, retention, tally, context.signal);
      context.progress({ done: (done += page.length), message: `${tally.deleted.objects} garbage` });
    }
    const { deleted } = tally;
    const verb = retention.dryRun ? 'Would remove' : 'Removed';
    context.log(`${verb} ${deleted.objects} of ${done} artifacts, ${deleted.bytes} bytes`);
    const writtenBefore = retention.writtenBefore.toISOString();
    const { dryRun } = retention;
    return { dryRun, writtenBefore, retired, partialWrites, deleted, prefixes: tally.list() };
  }

  private async retire(retention: Retention, { signal, log }: Context): Promise<Record<string, number>> {
    const all: Record<string, number> = {};
    for (const owner of this.owners.list()) {
      signal.throwIfAborted();
      const retired = (await owner.retire?.(retention, signal)) ?? {};
      for (const [what, count] of Object.entries(retired)) {
        all[what] = (all[what] ?? 0) + count;
        log(`${owner.name}: ${count} ${what} ${retention.dryRun ? 'are due' : 'retired'}`);
      }
    }
    return all;
  }

  private async judge(
    page: readonly ListedArtifact[],
    retention: Retention,
    tally: Tally,
    signal: AbortSignal,
  ): Promise<void> {
    // In this order: a job that ends in between has its references on record before it is over.
    const activeJobs = new Set(await this.jobs.activeIds());
    const uris = page.map(({ uri }) => uri);
    const referenced = await this.owners.referenced(uris, retention);
    for (const artifact of page) {
      signal.throwIfAborted();
      const prefix = this.owners.prefixOf(artifact.key);
      const fate = this.fateOf(artifact, prefix, referenced, activeJobs, retention);
      if (fate === 'deleted' && !retention.dryRun) await this.store.delete(artifact.uri);
      tally.add(prefix ?? firstFolder(artifact.key), fate, artifact.bytes);
    }
  }

  private fateOf(
    { key, uri, modifiedAt }: ListedArtifact,
    prefix: string | null,
    referenced: ReadonlySet<string>,
    activeJobs: ReadonlySet<string>,
    { writtenBefore }: Retention,
  ): Fate {
    if (referenced.has(uri)) return 'kept';
    if (prefix === null) return 'unknown';
    if (key.split('/').some((part) => activeJobs.has(part))) return 'young';
    return modifiedAt < writtenBefore ? 'deleted' : 'young';
  }
}

const firstFolder = (key: string): string => key.slice(0, key.indexOf('/') + 1) || '/';

async function* pagesOf(artifacts: AsyncIterable<ListedArtifact>): AsyncIterable<ListedArtifact[]> {
  let page: ListedArtifact[] = [];
  for await (const artifact of artifacts) {
    page.push(artifact);
    if (page.length < pageLength) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
