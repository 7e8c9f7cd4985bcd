import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import {
  ArtifactStore,
  type ArtifactSource,
  type StoredArtifact,
} from '../platform/artifacts/artifact-store.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { Logger } from '../platform/telemetry/logger.js';
import { RunNotFoundError, RunsService } from '../tracking/index.js';
import { ArtifactNotFoundError } from './mlflow.errors.js';
import { checkedArtifactPath } from './protocol/artifact-path.js';
import type { OpenArtifact } from './protocol/attachment.js';
import { ProxiedArtifactsRepository, type ArtifactEntry } from './proxied-artifacts.repository.js';

/** Folder of a training's artifacts that shows the model it made. */
export const modelFolder = 'model';
const ofRun = /^(?:.+?\/)?([0-9a-f]{32})\/artifacts(?:\/(.+))?$/;

/** A file or a folder as MLflow lists it, by its path from the root that was asked for. */
export interface ListedFile {
  path: string;
  is_dir: boolean;
  file_size?: number;
}

/** The tree of files behind `mlflow-artifacts:` addresses. */
@Injectable()
export class ArtifactTreeService {
  constructor(
    private readonly store: ArtifactStore,
    private readonly files: ProxiedArtifactsRepository,
    private readonly runs: RunsService,
    private readonly logger: Logger,
  ) {}

  /** Puts a file in the place of whatever was there. */
  async put(path: string, source: ArtifactSource): Promise<void> {
    const stored = await this.store.putStream(`mlflow/${randomUUID()}`, source);
    const before = await this.files.put(path, stored).catch(async (error: unknown) => {
      await this.discard([stored.uri]);
      throw error;
    });
    if (before !== null) await this.discard([before]);
  }

  /** @throws ArtifactNotFoundError */
  async open(path: string): Promise<OpenArtifact> {
    const artifact = (await this.files.find(path)) ?? (await this.modelAt(path));
    if (!artifact) throw new ArtifactNotFoundError(path);
    return { content: this.store.getStream(artifact), bytes: artifact.bytes };
  }

  /** A file, or a folder with all that is in it. @throws ArtifactNotFoundError */
  async remove(path: string): Promise<void> {
    const uris = await this.files.remove(path);
    if (uris.length === 0) throw new ArtifactNotFoundError(path);
    await this.discard(uris);
  }

  /** What is right in a folder; nothing in one that is not there. */
  async entries(folder: string): Promise<ArtifactEntry[]> {
    const entries = await this.files.entries(folder);
    const [, runId, within = ''] = ofRun.exec(folder) ?? [];
    if (runId === undefined || (within !== '' && within !== modelFolder)) return entries;
    const model = await this.modelOf(runId);
    if (!model) return entries;
    const shown: ArtifactEntry =
      within === ''
        ? { name: modelFolder, isFolder: true, bytes: null }
        : { name: posix.basename(model.uri), isFolder: false, bytes: model.bytes };
    return [...entries.filter(({ name }) => name !== shown.name), shown];
  }

  /** @param root  an address of this server, such as a run's `artifact_uri` */
  async listUnder(root: string, folder: string): Promise<ListedFile[]> {
    const within = folder.replace(/\/+$/, '');
    const entries = await this.entries(pathUnder(root, within));
    return entries.map(({ name, isFolder, bytes }) => ({
      path: within === '' ? name : `${within}/${name}`,
      is_dir: isFolder,
      ...(bytes === null ? {} : { file_size: bytes }),
    }));
  }

  openUnder(root: string, path: string): Promise<OpenArtifact> {
    return this.open(pathUnder(root, path));
  }

  private async modelAt(path: string): Promise<StoredArtifact | null> {
    const [, runId, within = ''] = ofRun.exec(path) ?? [];
    if (runId === undefined || posix.dirname(within) !== modelFolder) return null;
    const model = await this.modelOf(runId);
    return model && posix.basename(model.uri) === posix.basename(within) ? model : null;
  }

  /** What a training of Marquee's own left; null of other runs, and where there is no such run. */
  private async modelOf(runId: string): Promise<StoredArtifact | null> {
    try {
      return (await this.runs.get(runId)).artifact;
    } catch (error) {
      if (error instanceof RunNotFoundError) return null;
      throw error;
    }
  }

  /** Files that nobody refers to any more; a failure leaves them to garbage collection. */
  private async discard(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      await this.store.delete(uri).catch((error: unknown) => {
        this.logger.warn({ event: 'mlflow.artifact-left', message: `Could not delete ${uri}`, err: error });
      });
    }
  }
}

/** @throws ValidationFailedError when the root lies elsewhere, or the path could lead out of it */
function pathUnder(root: string, path: string): string {
  const at = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(root)?.[1]?.replace(/\/+$/, '');
  if (at === undefined) {
    const detail = `The artifacts are at ${root}, which this server does not keep: fetch them there`;
    throw new ValidationFailedError([{ pointer: '/path', detail }]);
  }
  return path === '' ? at : `${at}/${checkedArtifactPath(path)}`;
}
