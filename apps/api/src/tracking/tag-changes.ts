import { ValidationFailedError } from '../platform/http/validation.js';

/** What a body asks of tags: which are set, and which are taken away. */
export interface TagChanges {
  set: Record<string, string>;
  removed: string[];
}

/** @throws ValidationFailedError when a value is neither a text nor null */
export function tagChanges(tags: Record<string, unknown>): TagChanges {
  const entries = Object.entries(tags);
  const faults = entries
    .filter(([, value]) => value !== null && typeof value !== 'string')
    .map(([key]) => ({
      pointer: `/tags/${key}`,
      detail: `tag "${key}" must be a text, or null to take it away`,
    }));
  if (faults.length > 0) throw new ValidationFailedError(faults);
  return {
    set: Object.fromEntries(entries.filter((one): one is [string, string] => typeof one[1] === 'string')),
    removed: entries.filter(([, value]) => value === null).map(([key]) => key),
  };
}
