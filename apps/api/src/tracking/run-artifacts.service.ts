import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import {
  ArtifactStore,
  type ArtifactSource,
  type StoredArtifact,
} from '../platform/artifacts/artifact-store.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { Logger } from '../platform/telemetry/logger.js';
import { RunArtifactsRepository, type ArtifactEntry } from './run-artifacts.repository.js';
import { toRunId } from './run.js';
import { RunsRepository } from './runs.repository.js';
import { RunArtifactNotFoundError, RunDeletedError, RunNotFoundError } from './tracking.errors.js';

/** Files of runs, in the artifact store under `runs/<run>/`. */
@Injectable()
export class RunArtifactsService {
  constructor(
    private readonly store: ArtifactStore,
    private readonly files: RunArtifactsRepository,
    private readonly runs: RunsRepository,
    private readonly logger: Logger,
  ) {}

  /** What is right in a folder, folders first; nothing in one that is not there. @throws RunNotFoundError */
  async list(id: string, folder = ''): Promise<ArtifactEntry[]> {
    const run = await this.find(id);
    return this.files.entries(run.id, folder === '' ? '' : checkedPath(folder));
  }

  /** @throws RunNotFoundError, RunArtifactNotFoundError */
  async open(id: string, path: string): Promise<{ artifact: StoredArtifact; content: Readable }> {
    const run = await this.find(id);
    const artifact = await this.files.find(run.id, checkedPath(path));
    if (!artifact) throw new RunArtifactNotFoundError(run.id, path);
    return { artifact, content: this.store.getStream(artifact) };
  }

  /** Puts a file in the place of whatever was there. @throws RunNotFoundError, RunDeletedError */
  async put(id: string, path: string, source: ArtifactSource): Promise<StoredArtifact> {
    const run = await this.find(id);
    if (run.lifecycleStage === 'deleted') throw new RunDeletedError(run.id);
    checkedPath(path);
    const stored = await this.store.putStream(`runs/${run.id}/${randomUUID()}`, source);
    const before = await this.files.put(run.id, path, stored).catch(async (error: unknown) => {
      await this.discard([stored.uri]);
      throw error;
    });
    if (before !== null) await this.discard([before]);
    return stored;
  }

  /** A file that a client logged, or a folder with all such in it. @throws RunArtifactNotFoundError */
  async remove(id: string, path: string): Promise<void> {
    const run = await this.find(id);
    const uris = await this.files.remove(run.id, checkedPath(path));
    if (uris.length === 0) throw new RunArtifactNotFoundError(run.id, path);
    await this.discard(uris);
  }

  private async find(id: string): Promise<{ id: string; lifecycleStage: string }> {
    const runId = toRunId(id);
    const run = runId && (await this.runs.find(runId));
    if (!run) throw new RunNotFoundError(id);
    return run;
  }

  /** Files that nobody refers to any more; a failure leaves them to garbage collection. */
  private async discard(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      await this.store.delete(uri).catch((error: unknown) => {
        this.logger.warn({ event: 'artifact.left', message: `Could not delete ${uri}`, err: error });
      });
    }
  }
}

/** @throws ValidationFailedError when it is not a plain relative path */
function checkedPath(path: string): string {
  const parts = path.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  // eslint-disable-next-line no-control-regex
  if (isPlain && path.length <= 1000 && !/[\u0000-\u001f]/.test(path)) return path;
  throw new ValidationFailedError([
    { pointer: '/path', detail: 'path must be a plain relative path of 1000 characters at the most' },
  ]);
}
