import { DomainError } from '../platform/http/domain-error.js';

export class ModelVersionNotFoundError extends DomainError {
  readonly code = 'model-version-not-found';
  constructor(version: number) {
    super(`There is no model version ${version}.`);
  }
}

export class AliasNotFoundError extends DomainError {
  readonly code = 'alias-not-found';
  constructor(alias: string) {
    super(`No model version has the alias "${alias}".`);
  }
}

export class NoChampionError extends DomainError {
  readonly code = 'no-champion';
  constructor() {
    super('No model has been promoted yet. Start a training: POST /api/v1/training.');
  }
}
