import { DomainError } from '../platform/http/domain-error.js';

export class MovieNotFoundError extends DomainError {
  readonly code = 'movie-not-found';
  constructor(id: number) {
    super(`There is no film ${id}.`);
  }
}

export class UserNotFoundError extends DomainError {
  readonly code = 'user-not-found';
  constructor(id: number) {
    super(`Nobody with the id ${id} was created or has rated anything.`);
  }
}

export class RatingNotFoundError extends DomainError {
  readonly code = 'rating-not-found';
  constructor(userId: number, movieId: number) {
    super(`User ${userId} has not rated film ${movieId}.`);
  }
}

export class BatchTooLargeError extends DomainError {
  readonly code = 'batch-too-large';
  constructor(count: number, limit: number) {
    super(
      `The batch has ${count} ratings, at most ${limit} are taken at once. Send several, or import a file.`,
    );
  }
}

export class BatchIdReusedError extends DomainError {
  readonly code = 'batch-id-reused';
  constructor(id: string) {
    super(`A batch "${id}" with other ratings was taken before. Give every batch an id of its own.`);
  }
}

export class NothingToImitateError extends DomainError {
  readonly code = 'not-enough-data';
  constructor() {
    super('There are no ratings that made-up ones could look like. Import some: POST /api/v1/imports.');
  }
}
