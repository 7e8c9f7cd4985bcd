import { DomainError } from '../http/domain-error.js';

/** Where an artifact is and what it must contain. */
export interface StoredArtifact {
  readonly uri: string;
  readonly sha256: string;
  readonly bytes: number;
}

export class ArtifactCorruptError extends DomainError {
  readonly code = 'artifact-corrupt';
  constructor(uri: string, reason: string) {
    super(`Artifact ${uri} cannot be used: ${reason}.`);
  }
}

/** Immutable files by key. What is read is checked against the checksum that was recorded when it was written. */
export abstract class ArtifactStore {
  /** Publishes atomically: a reader sees the whole artifact or none. */
  abstract put(key: string, content: Uint8Array): Promise<StoredArtifact>;
  /** @throws ArtifactCorruptError when it is missing, truncated or altered */
  abstract get(artifact: StoredArtifact): Promise<Buffer>;
  abstract delete(uri: string): Promise<void>;
}
