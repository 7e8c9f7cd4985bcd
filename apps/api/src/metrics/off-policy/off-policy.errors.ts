import { DomainError } from '../../platform/http/domain-error.js';

export class ModelUnreadableError extends DomainError {
  readonly code = 'no-champion';
  constructor() {
    super('There is no such model that can be read.');
  }
}

export class NothingLoggedError extends DomainError {
  readonly code = 'not-enough-data';
  constructor() {
    super('No personal list of these days can be made again.');
  }
}
