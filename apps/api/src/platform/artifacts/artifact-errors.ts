import { DomainError, type ErrorCode } from '../http/domain-error.js';

/** The artifact is not what was recorded: truncated, altered, or not of this store at all. */
export class ArtifactCorruptError extends DomainError {
  readonly code = 'artifact-corrupt';
  constructor(uri: string, reason: string) {
    super(`Artifact ${uri} cannot be used: ${reason}.`);
  }
}

export class ArtifactMissingError extends DomainError {
  readonly code = 'artifact-missing';
  constructor(uri: string) {
    super(`Artifact ${uri} is missing: restore it from a backup of the artifact store, or make it again.`);
  }
}

export class ArtifactKeyError extends DomainError {
  readonly code = 'artifact-key-invalid';
  constructor(key: string, reason: string) {
    super(`"${key}" cannot name an artifact: ${reason}.`);
  }
}

export type ArtifactStoreFault = Extract<ErrorCode, `artifact-store-${string}`>;

/** The store itself cannot be used. What it says tells an operator what to do. */
export class ArtifactStoreError extends DomainError {
  constructor(
    readonly code: ArtifactStoreFault,
    message: string,
    cause?: unknown,
  ) {
    super(message);
    this.cause = cause;
  }
}
