import type { ModelKind } from '../../lib/api-types';

export type Hyperparameter = ModelKind['hyperparameters'][number];
export type Value = number | boolean | string;
/** What a person has typed, by hyperparameter; what is not there stays at its default. */
export type Typed = Readonly<Record<string, string>>;

/** "userRegularisation" → "User regularisation". */
export function hyperparameterTitle(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Why `typed` is not a value of `parameter`, in a few words; null where it is one. Nothing typed is the default. */
export function faultOf({ type, min, max, choices }: Hyperparameter, typed: string): string | null {
  if (typed.trim() === '') return null;
  if (type === 'boolean') return ['true', 'false'].includes(typed) ? null : 'yes or no';
  if (type === 'choice') return choices?.includes(typed) ? null : `one of ${choices?.join(', ')}`;
  const value = Number(typed);
  const inRange = value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  if (Number.isFinite(value) && inRange && (type === 'number' || Number.isInteger(value))) return null;
  return `${type === 'integer' ? 'A whole number' : 'A number'}${rangeOf(min, max)}`;
}

function rangeOf(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

/** Whether everything that was typed for a kind can be sent. */
export const isSound = ({ hyperparameters }: ModelKind, typed: Typed) =>
  hyperparameters.every((parameter) => faultOf(parameter, typed[parameter.name] ?? '') === null);

/** What differs from the defaults, as the API takes it; undefined where nothing does. */
export function changesOf({ hyperparameters }: ModelKind, typed: Typed): Record<string, Value> | undefined {
  const changed = hyperparameters.flatMap((parameter): [string, Value][] => {
    const text = (typed[parameter.name] ?? '').trim();
    if (text === '') return [];
    const value = valueOf(parameter, text);
    return value === parameter.default ? [] : [[parameter.name, value]];
  });
  return changed.length ? Object.fromEntries(changed) : undefined;
}

function valueOf({ type }: Hyperparameter, text: string): Value {
  if (type === 'boolean') return text === 'true';
  return type === 'choice' ? text : Number(text);
}
