import { DomainError } from '../platform/http/domain-error.js';

export class NoRatingsError extends DomainError {
  readonly code = 'no-ratings';
  override readonly retryAfterSeconds = 30;
  constructor() {
    super('There are no films to recommend yet. Import some: POST /api/v1/imports.');
  }
}
