import { DomainError } from '../platform/http/domain-error.js';

export class RunNotFoundError extends DomainError {
  readonly code = 'run-not-found';
  constructor(id: string) {
    super(`There is no run ${id}.`);
  }
}

export class RunDeletedError extends DomainError {
  readonly code = 'run-deleted';
  constructor(id: string) {
    super(`Run ${id} is deleted; restore it before it is written to.`);
  }
}

export class MetricNotFoundError extends DomainError {
  readonly code = 'metric-not-found';
  constructor(runId: string, key: string) {
    super(`Run ${runId} has no metric "${key}".`);
  }
}

export class TagNotFoundError extends DomainError {
  readonly code = 'tag-not-found';
  constructor(of: string, key: string) {
    super(`${of} has no tag "${key}".`);
  }
}

export class ParamImmutableError extends DomainError {
  readonly code = 'param-immutable';
  constructor(runId: string, key: string, before: string, wanted: string) {
    super(
      `Parameter "${key}" of run ${runId} is "${before}" and cannot become "${wanted}": parameters do not change.`,
    );
  }
}

export class RunArtifactNotFoundError extends DomainError {
  readonly code = 'run-artifact-not-found';
  constructor(runId: string, path: string) {
    super(`Run ${runId} has no artifact "${path}".`);
  }
}

export class ExperimentNotFoundError extends DomainError {
  readonly code = 'experiment-not-found';
  constructor(id: string) {
    super(`There is no experiment ${id}.`);
  }
}

export class ExperimentExistsError extends DomainError {
  readonly code = 'experiment-exists';
  constructor(
    name: string,
    readonly isDeleted: boolean,
  ) {
    super(
      isDeleted
        ? `Experiment "${name}" is deleted; restore it, or name the new one otherwise.`
        : `There is an experiment "${name}" already.`,
    );
  }
}

export class ExperimentDeletedError extends DomainError {
  readonly code = 'experiment-deleted';
  constructor(id: string) {
    super(`Experiment ${id} is deleted; restore it before it gets runs.`);
  }
}

/** A filter or an ordering that is not understood. */
export class InvalidFilterError extends DomainError {
  readonly code = 'invalid-filter';
  /** @param position  0-based, in characters; null where it is the whole */
  constructor(
    message: string,
    readonly position: number | null = null,
    parameter: 'filter' | 'orderBy' = 'filter',
  ) {
    super(message);
    this.faults = [{ pointer: `/${parameter}`, detail: message }];
  }
  override readonly faults;
}
