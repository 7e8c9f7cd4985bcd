import { DomainError } from '../platform/http/domain-error.js';

export class LoggedModelNotFoundError extends DomainError {
  readonly code = 'logged-model-not-found';
  constructor(id: string) {
    super(`Logged model with ID '${id}' not found.`);
  }
}

export class LoggedModelTagNotFoundError extends DomainError {
  readonly code = 'tag-not-found';
  constructor(id: string, key: string) {
    super(`No tag with key '${key}' found for model with ID '${id}'.`);
  }
}

export class ArtifactNotFoundError extends DomainError {
  readonly code = 'artifact-not-found';
  constructor(path: string) {
    super(`No such artifact: '${path}'`);
  }
}
