import { DomainError } from '../platform/http/domain-error.js';

export class NotEnoughRatingsError extends DomainError {
  readonly code = 'not-enough-data';
  constructor(ratings: number, needed: number) {
    super(
      `There are ${ratings} ratings, training needs at least ${needed}. Import some: POST /api/v1/imports.`,
    );
  }
}
