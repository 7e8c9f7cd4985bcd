import { DomainError } from '../platform/http/domain-error.js';

export class SearchNotFoundError extends DomainError {
  readonly code = 'search-not-found';
  constructor(id: string) {
    super(`There is no search ${id}.`);
  }
}

export class SearchFinishedError extends DomainError {
  readonly code = 'search-finished';
  constructor(trials: number, seconds: number) {
    super(
      `The search has used its ${trials} trials or its ${seconds} s; give it a greater maxTrials or budgetSeconds.`,
    );
  }
}
