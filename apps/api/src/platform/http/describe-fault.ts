import { getMetadataStorage, type ValidationError } from 'class-validator';

/** Rules from the most basic on: what is no text is not told how long texts are. */
const order = [
  'whitelistValidation',
  'isInt',
  'isNumber',
  'isString',
  'isBoolean',
  'isArray',
  'isObject',
  'nestedValidation',
  'isDate',
  'isEnum',
  'isIn',
  'isUuid',
];

/**
 * Says in one sentence what is wrong with a field, whatever number of rules it breaks.
 *
 * @returns null where only fields within it are wrong
 */
export function describeFault(error: ValidationError): string | null {
  const { property, constraints = {} } = error;
  const value: unknown = error.value;
  const broken = Object.keys(constraints);
  if (broken.length === 0) return null;
  if (broken.includes('whitelistValidation')) return `${property} is not a field that is known here`;
  if (value === undefined) return `${property} is required`;
  const number =
    broken.includes('isInt') || broken.includes('isNumber') ? expectedNumber(error, broken) : null;
  if (number !== null) return `${property} must be ${number}, found ${shown(value)}`;
  const [first] = broken.toSorted((a, b) => rank(a) - rank(b));
  return constraints[first];
}

/** "a whole number from 1 to 500", with the bounds that the field's other rules set. */
function expectedNumber({ target, property }: ValidationError, broken: readonly string[]): string | null {
  if (!target) return null;
  const rules = getMetadataStorage()
    .getTargetValidationMetadatas(target.constructor, '', false, false)
    .filter((rule) => rule.propertyName === property);
  if (rules.some(({ each, name }) => each && (name === 'isInt' || name === 'isNumber'))) return null;
  const bound = (name: string): number | undefined =>
    (rules.find((rule) => rule.name === name)?.constraints as number[] | undefined)?.[0];
  const [min, max] = [bound('min'), bound('max')];
  const what = broken.includes('isInt') ? 'a whole number' : 'a number';
  if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
  if (min !== undefined) return `${what} from ${min} on`;
  return max === undefined ? what : `${what} up to ${max}`;
}

function rank(rule: string): number {
  const at = order.indexOf(rule);
  return at === -1 ? order.length : at;
}

function shown(value: unknown): string {
  if (typeof value === 'number') return Number.isNaN(value) ? 'none' : String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
