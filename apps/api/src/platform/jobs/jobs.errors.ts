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

/** Thrown by work that stopped because it was asked to. */
export class JobCancelledError extends Error {
  constructor() {
    super('cancelled');
    this.name = 'JobCancelledError';
  }
}
