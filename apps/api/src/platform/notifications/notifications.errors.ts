import { DomainError } from '../http/domain-error.js';

export class AlertNotFoundError extends DomainError {
  readonly code = 'alert-not-found';
  constructor(id: string) {
    super(`There is no alert ${id}.`);
  }
}

export class ChannelNotFoundError extends DomainError {
  readonly code = 'channel-not-found';
  constructor(id: string) {
    super(`There is no notification channel ${id}.`);
  }
}

export class ChannelExistsError extends DomainError {
  readonly code = 'channel-exists';
  constructor(name: string) {
    super(`There is a notification channel "${name}" already; change it with PATCH, or choose another name.`);
  }
}
