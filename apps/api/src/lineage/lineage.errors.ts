import { DomainError } from '../platform/http/domain-error.js';

export class RecommendationNotFoundError extends DomainError {
  readonly code = 'recommendation-not-found';
  constructor(id: string) {
    super(`There is no recommendation ${id} on record: it never was, or it was deleted with age.`);
  }
}

export class VersionOfRunNotFoundError extends DomainError {
  readonly code = 'model-version-not-found';
  constructor(runId: string) {
    super(`The run ${runId} left no version of Marquee's own model.`);
  }
}
