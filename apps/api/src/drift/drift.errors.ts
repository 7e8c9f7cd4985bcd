import { DomainError } from '../platform/http/domain-error.js';

export class WindowsUnusableError extends DomainError {
  readonly code = 'windows-overlap';
}

export class NoRatingsToCompareError extends DomainError {
  readonly code = 'not-enough-data';
  constructor() {
    super('There are no ratings to compare yet. Import some: POST /api/v1/imports.');
  }
}

export class DriftReportNotFoundError extends DomainError {
  readonly code = 'drift-report-not-found';
  constructor(id: string) {
    super(`There is no drift report ${id}.`);
  }
}
