import { DomainError } from '../http/domain-error.js';

export class JobAlreadyRunningError extends DomainError {
  readonly code = 'job-already-running';
  constructor(kind: string, jobId: string | null) {
    super(`A job of kind ${kind} is in progress${jobId ? ` (${jobId})` : ''}; wait for it or cancel it.`);
  }
}

export class JobNotFoundError extends DomainError {
  readonly code = 'job-not-found';
  constructor(id: string) {
    super(`There is no job ${id}.`);
  }
}

export class JobAlreadyFinishedError extends DomainError {
  readonly code = 'job-already-finished';
  constructor(id: string, state: string) {
    super(`Job ${id} has ${state} already and cannot be cancelled.`);
  }
}

export class JobNotRepeatableError extends DomainError {
  readonly code = 'job-not-repeatable';
}

export class JobKindNotFoundError extends DomainError {
  readonly code = 'job-kind-not-found';
  constructor(kind: string, known: readonly string[]) {
    super(`There is no kind of job "${kind}"; there are ${[...known].sort().join(', ') || 'none'}.`);
  }
}

/** Thrown by work that stopped because it was asked to. */
export class JobCancelledError extends Error {
  constructor(message = 'cancelled') {
    super(message);
    this.name = 'JobCancelledError';
  }
}

/** The process stops while the job runs. */
export class JobInterruptedError extends JobCancelledError {
  constructor() {
    super('interrupted');
    this.name = 'JobInterruptedError';
  }
}

/** An attempt took longer than its kind allows. */
export class JobTimedOutError extends JobCancelledError {
  constructor(limitMs: number) {
    super(`took longer than its limit of ${limitMs / 1000} s`);
    this.name = 'JobTimedOutError';
  }
}

/** Another process has the job now. */
export class JobLostError extends JobCancelledError {
  constructor() {
    super('taken over by another process');
    this.name = 'JobLostError';
  }
}
