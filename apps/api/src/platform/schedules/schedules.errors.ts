import { DomainError } from '../http/domain-error.js';

export class ScheduleNotFoundError extends DomainError {
  readonly code = 'schedule-not-found';
  constructor(name: string) {
    super(`There is no schedule "${name}".`);
  }
}

export class ScheduleExistsError extends DomainError {
  readonly code = 'schedule-exists';
  constructor(name: string) {
    super(`There is a schedule "${name}" already; change it with PATCH, or choose another name.`);
  }
}

export class KindNotSchedulableError extends DomainError {
  readonly code = 'kind-not-schedulable';
  constructor(kind: string, schedulable: readonly string[]) {
    super(`Jobs of kind ${kind} cannot be scheduled; these can: ${schedulable.join(', ') || 'none'}.`);
  }
}
