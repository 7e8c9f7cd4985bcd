import { ValidationFailedError } from '../platform/http/validation.js';

// MLflow's rules for names in its model registry (mlflow/utils/validation.py), so that its clients meet no others here.

export const maxAliasLength = 255;
export const maxModelNameLength = 256;
export const maxTagKeyLength = 250;
export const maxTagValueLength = 5000;

/** What is wrong with an alias, or null. Letters of any script, digits, `_` and `-`; neither "latest" nor v1, v2, … */
export function aliasFault(alias: string): string | null {
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias)) return 'alias must be letters, digits, _ and -';
  if (alias.length > maxAliasLength) return `alias must have at most ${maxAliasLength} characters`;
  if (alias.toLowerCase() === 'latest') return 'alias must not be "latest", which names the newest version';
  if (/^v\d+$/i.test(alias)) return 'alias must not look like a version: v and a number';
  return null;
}

/** What is wrong with the name of a model, or null. */
export function modelNameFault(name: string): string | null {
  if (name.trim() === '') return 'name must not be empty';
  if (name.length > maxModelNameLength) return `name must have at most ${maxModelNameLength} characters`;
  return /[/:]/.test(name) ? 'name must not contain "/" or ":"' : null;
}

/** What is wrong with a tag, or null. */
export function tagFault(key: string, value: string): string | null {
  if (key === '' || !/^[/\w.\- :]*$/.test(key)) {
    return 'key must be letters, digits, _, -, ., /, : and spaces';
  }
  if (key.length > maxTagKeyLength) return `key must have at most ${maxTagKeyLength} characters`;
  if (value.length > maxTagValueLength) return `value must have at most ${maxTagValueLength} characters`;
  return null;
}

/** @throws ValidationFailedError if there is a fault */
export function refuse(fault: string | null, pointer: string): void {
  if (fault !== null) throw new ValidationFailedError([{ pointer, detail: fault }]);
}
