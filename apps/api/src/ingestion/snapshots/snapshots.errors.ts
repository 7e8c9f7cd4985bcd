import { DomainError } from '../../platform/http/domain-error.js';

export class SnapshotNotFoundError extends DomainError {
  readonly code = 'snapshot-not-found';
  constructor(id: string) {
    super(`There is no snapshot ${id}.`);
  }
}

export class SnapshotInUseError extends DomainError {
  readonly code = 'snapshot-in-use';
  constructor(id: string, by: string) {
    super(`Snapshot ${id} cannot be removed: ${by}.`);
  }
}

export class DatabaseNotEmptyError extends DomainError {
  readonly code = 'database-not-empty';
  constructor(ratings: number, films: number) {
    super(
      `The database holds ${ratings} ratings and ${films} films. Restore into an empty one, or ask for them to be replaced.`,
    );
  }
}
