import { DomainError } from '../platform/http/domain-error.js';

export class RunNotReproducibleError extends DomainError {
  readonly code = 'run-not-reproducible';
  constructor(id: string, reason: string) {
    super(`Run ${id} cannot be reproduced: ${reason}.`);
  }
}

export class NotEnoughRatingsError extends DomainError {
  readonly code = 'not-enough-data';
  constructor(ratings: number, needed: number) {
    super(
      `There are ${ratings} ratings, training needs at least ${needed}. Import some: POST /api/v1/imports.`,
    );
  }
}
