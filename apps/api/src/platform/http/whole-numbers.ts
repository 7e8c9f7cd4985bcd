import { getMetadataStorage } from 'class-validator';

const wholeNumber = /^-?\d{1,15}$/;

/**
 * Returns a body whose whole numbers are numbers where its class asks for whole numbers and the body has them as text: "1" has one
 * meaning there. Everything else is left as it came, to be refused by the check: "1.5", "", " 1", true, null.
 */
export function withWholeNumbers(body: unknown, type: new (...args: never[]) => unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const changed: Record<string, number> = {};
  for (const name of wholeNumbersOf(type)) {
    const value = Object.hasOwn(body, name) ? (body as Record<string, unknown>)[name] : undefined;
    if (typeof value === 'string' && wholeNumber.test(value)) changed[name] = Number(value);
  }
  return Object.keys(changed).length === 0 ? body : { ...body, ...changed };
}

const known = new WeakMap<object, readonly string[]>();

function wholeNumbersOf(type: new (...args: never[]) => unknown): readonly string[] {
  const found = known.get(type);
  if (found) return found;
  const names = getMetadataStorage()
    .getTargetValidationMetadatas(type, '', false, false)
    .filter(({ name, each }) => name === 'isInt' && !each)
    .map(({ propertyName }) => propertyName);
  known.set(type, names);
  return names;
}
