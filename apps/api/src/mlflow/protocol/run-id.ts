import type { Fields } from './fields.js';

/** The run that a message speaks of; older clients name it `run_uuid`. */
export function runIdOf(fields: Fields): string {
  return fields.text('run_id') || fields.text('run_uuid') || fields.requiredText('run_id');
}
