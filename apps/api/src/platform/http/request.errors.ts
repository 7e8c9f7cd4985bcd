import { DomainError } from './domain-error.js';

/** The body cannot be read as what it says to be. */
export class MalformedBodyError extends DomainError {
  readonly code = 'validation-failed';
}

/** More entries, or wider objects, than any request needs. */
export class BodyTooManyEntriesError extends DomainError {
  readonly code = 'batch-too-large';
}

export class UnsupportedMediaTypeError extends DomainError {
  readonly code = 'unsupported-media-type';
  constructor(found: string, expected: readonly string[]) {
    super(
      `The body has ${found === '' ? 'no content type' : `the content type "${found}"`}, expected ${expected.join(' or ')}.`,
    );
  }
}

/** The path is there, but not for this method. */
export class MethodNotAllowedError extends DomainError {
  readonly code = 'method-not-allowed';
  constructor(found: string, allowed: readonly string[]) {
    super(`${found} is not a method of this path, expected ${allowed.join(', ')}.`);
  }
}

export class UnsupportedContentEncodingError extends DomainError {
  readonly code = 'unsupported-media-type';
  constructor(found: string) {
    super(`The body has the content encoding "${found}", expected none: send it as it is.`);
  }
}

/** A page or a name of another origin tries to use this server through a browser. */
export class ForeignOriginError extends DomainError {
  readonly code = 'foreign-origin';
}

/** More requests at once than this process can answer in time. */
export class OverloadedError extends DomainError {
  readonly code = 'overloaded';
  override readonly retryAfterSeconds = 1;
  constructor() {
    super('Too many requests are waiting; try again in a second.');
  }
}

export class TooManyRequestsError extends DomainError {
  readonly code = 'too-many-requests';
  constructor(
    message: string,
    override readonly retryAfterSeconds: number,
  ) {
    super(message);
  }
}
