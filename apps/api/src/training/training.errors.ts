import { DomainError } from '../platform/http/domain-error.js';

export class RunNotReproducibleError extends DomainError {
  readonly code = 'run-not-reproducible';
  constructor(id: string, reason: string) {
    super(`Run ${id} cannot be reproduced: ${reason}.`);
  }
}

/** There is nothing to train on, or nothing to judge a model by; the message says what is missing. */
export class NotEnoughDataError extends DomainError {
  readonly code = 'not-enough-data';
}
