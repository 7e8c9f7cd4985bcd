import { DomainError } from '../../platform/http/domain-error.js';

export class FeedbackBatchTooLargeError extends DomainError {
  readonly code = 'batch-too-large';
  constructor(size: number, largest: number) {
    super(`The batch has ${size} events, ${largest} is the most.`);
  }
}

export class FeedbackKeyReusedError extends DomainError {
  readonly code = 'batch-id-reused';
  constructor() {
    super('Other feedback was sent under this Idempotency-Key before.');
  }
}
