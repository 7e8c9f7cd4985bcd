import type { FieldFault } from './problem.js';

/** Every code that a caller can meet in `type: /problems/<code>`. */
export type ErrorCode =
  | 'validation-failed'
  | 'not-found'
  | 'movie-not-found'
  | 'user-not-found'
  | 'rating-not-found'
  | 'job-not-found'
  | 'run-not-found'
  | 'run-deleted'
  | 'run-artifact-not-found'
  | 'metric-not-found'
  | 'tag-not-found'
  | 'param-immutable'
  | 'experiment-not-found'
  | 'experiment-exists'
  | 'experiment-deleted'
  | 'model-version-not-found'
  | 'registered-model-not-found'
  | 'registered-model-exists'
  | 'own-model'
  | 'model-version-exists'
  | 'model-version-serves'
  | 'model-version-not-servable'
  | 'model-version-unreadable'
  | 'alias-moved'
  | 'champion-needed'
  | 'nothing-to-roll-back-to'
  | 'promotion-decision-not-found'
  | 'promotion-policy-changed'
  | 'recommendation-not-found'
  | 'alias-not-found'
  | 'schedule-not-found'
  | 'schedule-exists'
  | 'alert-not-found'
  | 'channel-not-found'
  | 'channel-exists'
  | 'kind-not-schedulable'
  | 'search-not-found'
  | 'drift-report-not-found'
  | 'search-finished'
  | 'no-champion'
  | 'ab-experiment-not-found'
  | 'ab-experiment-already-running'
  | 'ab-experiment-already-stopped'
  | 'no-ratings'
  | 'job-already-running'
  | 'job-already-finished'
  | 'job-not-repeatable'
  | 'job-kind-not-found'
  | 'batch-id-reused'
  | 'batch-too-large'
  | 'upload-too-large'
  | 'import-source-not-found'
  | 'import-source-unreadable'
  | 'import-mapping-needed'
  | 'nothing-imported'
  | 'import-conflict'
  | 'unsupported-media-type'
  | 'method-not-allowed'
  | 'foreign-origin'
  | 'overloaded'
  | 'too-many-requests'
  | 'snapshot-not-found'
  | 'snapshot-in-use'
  | 'database-not-empty'
  | 'run-not-reproducible'
  | 'windows-overlap'
  | 'invalid-expression'
  | 'invalid-filter'
  | 'logged-model-not-found'
  | 'artifact-not-found'
  | 'not-enough-data'
  | 'artifact-corrupt'
  | 'artifact-missing'
  | 'artifact-key-invalid'
  | 'artifact-store-credentials'
  | 'artifact-store-denied'
  | 'artifact-store-bucket-missing'
  | 'artifact-store-region'
  | 'artifact-store-clock-skew'
  | 'artifact-store-unreachable'
  | 'artifact-store-full'
  | 'artifact-store-failed'
  | 'database-unavailable'
  | 'unauthorized'
  | 'forbidden';

/** A fault that the caller can act on. What it says is shown to people. */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode;
  /** Seconds after which the same call may succeed, where that is known. */
  readonly retryAfterSeconds?: number;
  /** Further members of the problem, for a program to act on. */
  readonly extension?: Readonly<Record<string, unknown>>;
  /** Which fields of the request are at fault, where it is some of them. */
  readonly faults?: readonly FieldFault[];
  /** Further members of the problem, and the result of a job that fails with it: JSON. */
  readonly details?: Readonly<Record<string, unknown>>;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
