import { DomainError } from '../../platform/http/domain-error.js';

export class AbExperimentNotFoundError extends DomainError {
  readonly code = 'ab-experiment-not-found';
  constructor(id: string) {
    super(`There is no experiment ${id}.`);
  }
}

export class AbExperimentRunningError extends DomainError {
  readonly code = 'ab-experiment-already-running';
  constructor() {
    super('An experiment runs already; stop it first. Two at once could not be told apart.');
  }
}

export class AbExperimentStoppedError extends DomainError {
  readonly code = 'ab-experiment-already-stopped';
  constructor(id: string) {
    super(`Experiment ${id} has been stopped before.`);
  }
}
