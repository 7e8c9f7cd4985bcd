import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { ArtifactStore, type ArtifactSource } from '../platform/artifacts/artifact-store.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { Logger } from '../platform/telemetry/logger.js';
import { RunArtifactsService } from '../tracking/index.js';
import { ArtifactNotFoundError } from './mlflow.errors.js';
import { checkedArtifactPath } from './protocol/artifact-path.js';
import type { OpenArtifact } from './protocol/attachment.js';
import { ProxiedArtifactsRepository, type FolderEntry } from './proxied-artifacts.repository.js';

/** Folder of a training's artifacts that shows the model it made. */
export const modelFolder = 'model';
const ofRun = /^(?:.+?\/)?([0-9a-f]{32})\/artifacts(?:\/(.+))?$/;

/** A file or a folder as MLflow lists it, by its path from the root that was asked for. */
export interface ListedFile {
  path: string;
  is_dir: boolean;
  file_size?: number;
}

/** The tree of files behind `mlflow-artifacts:` addresses: those of runs, and what lies beside them. */
@Injectable()
export class ArtifactTreeService {
  constructor(
    private readonly store: ArtifactStore,
    private readonly files: ProxiedArtifactsRepository,
    private readonly ofRuns: RunArtifactsService,
    private readonly logger: Logger,
  ) {}

  /** Puts a file in the place of whatever was there. */
  async put(path: string, source: ArtifactSource): Promise<void> {
    const run = runPath(path);
    if (run) return void (await this.ofRuns.put(run.id, run.within, source));
    const stored = await this.store.putStream(`mlflow/${randomUUID()}`, source);
    const before = await this.files.put(path, stored).catch(async (error: unknown) => {
      await this.discard([stored.uri]);
      throw error;
    });
    if (before !== null) await this.discard([before]);
  }

  /** @throws ArtifactNotFoundError, RunArtifactNotFoundError */
  async open(path: string): Promise<OpenArtifact> {
    const run = runPath(path);
    if (run) {
      const { artifact, content } = await this.ofRuns.open(run.id, run.within);
      return { content, bytes: artifact.bytes };
    }
    const artifact = await this.files.find(path);
    if (!artifact) throw new ArtifactNotFoundError(path);
    return { content: this.store.getStream(artifact), bytes: artifact.bytes };
  }

  /** A file, or a folder with all that is in it. @throws ArtifactNotFoundError, RunArtifactNotFoundError */
  async remove(path: string): Promise<void> {
    const run = runPath(path);
    if (run) return this.ofRuns.remove(run.id, run.within);
    const uris = await this.files.remove(path);
    if (uris.length === 0) throw new ArtifactNotFoundError(path);
    await this.discard(uris);
  }

  /** What is right in a folder; nothing in one that is not there. */
  async entries(folder: string): Promise<FolderEntry[]> {
    const run = runPath(folder);
    return run ? this.ofRuns.list(run.id, run.within) : this.files.entries(folder);
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

  /** Files that nobody refers to any more; a failure leaves them to garbage collection. */
  private async discard(uris: readonly string[]): Promise<void> {
    for (const uri of uris) {
      await this.store.delete(uri).catch((error: unknown) => {
        this.logger.warn({ event: 'mlflow.artifact-left', message: `Could not delete ${uri}`, err: error });
      });
    }
  }
}

/** The run that a path belongs to, and where among its files; null of other paths. */
function runPath(path: string): { id: string; within: string } | null {
  const [, id, within = ''] = ofRun.exec(path) ?? [];
  return id === undefined ? null : { id, within };
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
