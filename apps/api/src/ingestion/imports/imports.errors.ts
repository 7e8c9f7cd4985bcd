import type { MappingProposal } from '../formats/rating-table.js';
import { DomainError } from '../../platform/http/domain-error.js';
import { conflictText, type SourceConflict } from './identity/source-conflict.js';

export class ImportSourceNotFoundError extends DomainError {
  readonly code = 'import-source-not-found';
  constructor(source: string) {
    super(
      `There is no file or folder ${source}, and no official archive of that name; GET /api/v1/imports/sources lists them.`,
    );
  }
}

export class ImportSourceUnreadableError extends DomainError {
  readonly code = 'import-source-unreadable';
  constructor(source: string, reason: string) {
    super(`${source} cannot be imported: ${reason}.`);
  }
}

/** It cannot be told for sure what the columns of the ratings are; the proposal is for the caller to complete. */
export class ImportMappingNeededError extends DomainError {
  readonly code = 'import-mapping-needed';
  override readonly extension: { proposal: MappingProposal };
  constructor(source: string, reason: string, proposal: MappingProposal) {
    super(`${source} cannot be imported as it is: ${reason}.`);
    this.extension = { proposal };
  }
}

/** None of the ratings of a source could be taken. */
export class NothingImportedError extends DomainError {
  readonly code = 'nothing-imported';
  constructor(source: string, reason: string) {
    super(`Nothing of ${source} was imported: ${reason}`);
  }
}

export class UploadTooLargeError extends DomainError {
  readonly code = 'upload-too-large';
  constructor(maxBytes: number) {
    super(
      `The upload is larger than ${maxBytes.toLocaleString('en')} bytes; put it on the server's disk and import its path.`,
    );
  }
}

/** The source is not the data that is here, by the rule of `contradictionsOf`; nothing was changed. */
export class ImportConflictError extends DomainError {
  readonly code = 'import-conflict';
  override readonly details: { conflict: SourceConflict };
  constructor(source: string, conflict: SourceConflict) {
    super(conflictText(source, conflict));
    this.details = { conflict };
  }
}

/** Another process is importing into this database. */
export class ImportInProgressError extends DomainError {
  readonly code = 'job-already-running';
  constructor() {
    super('Another process is importing into this database; wait for it.');
  }
}
