import { DomainError } from '../../platform/http/domain-error.js';

/** A filter or an ordering that does not fit the search language. The only error that reading one throws. */
export class FilterSyntaxError extends DomainError {
  readonly code = 'invalid-filter';

  /**
   * @param problem   a sentence without its full stop
   * @param position  where in the text, in UTF-16 units from 0
   */
  constructor(
    problem: string,
    readonly position: number,
  ) {
    super(`${problem}, at position ${position}.`);
  }
}
