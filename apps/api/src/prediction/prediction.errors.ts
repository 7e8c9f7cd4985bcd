import { DomainError } from '../platform/http/domain-error.js';

export class NoRatingsError extends DomainError {
  readonly code = 'no-ratings';
  override readonly retryAfterSeconds = 30;
  constructor() {
    super('There are no films to recommend yet. Import some: POST /api/v1/imports.');
  }
}

/** A filter or boost that is not understood. */
export class InvalidExpressionError extends DomainError {
  readonly code = 'invalid-expression';
  override readonly faults: readonly { pointer: string; detail: string }[];
  constructor(pointer: string, detail: string) {
    super(detail);
    this.faults = [{ pointer, detail }];
  }
}
