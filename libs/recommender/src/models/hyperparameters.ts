import { HyperparameterError } from '../errors.js';

export type HyperparameterValue = number | boolean | string;
export type Hyperparameters = Readonly<Record<string, HyperparameterValue>>;

/** Where a search looks for good values of a hyperparameter: a range within its limits, or some of its values. */
export type SearchRange =
  | { readonly min: number; readonly max: number; readonly scale: 'linear' | 'log' }
  | { readonly choices: readonly HyperparameterValue[] };

/** What one hyperparameter is, for forms, documentation and checks. */
export interface HyperparameterSpec {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'boolean' | 'choice';
  readonly default: HyperparameterValue;
  /** Smallest and largest value allowed, for numbers. */
  readonly min?: number;
  readonly max?: number;
  /** All values allowed, for choices. */
  readonly choices?: readonly string[];
  readonly description: string;
  /** Where a search looks; what has none keeps its default in a search. */
  readonly search?: SearchRange;
}

/** `specs` with other defaults for those that `defaults` names, for a model that shares them with another. */
export function withDefaults(
  specs: readonly HyperparameterSpec[],
  defaults: Hyperparameters,
): readonly HyperparameterSpec[] {
  return specs.map((spec) => ({ ...spec, default: defaults[spec.name] ?? spec.default }));
}

/**
 * `given`, completed by the defaults of `specs`.
 *
 * @throws HyperparameterError for a name that `specs` do not have, and for a value of the wrong type or out of range
 */
export function completeHyperparameters<T>(
  specs: readonly HyperparameterSpec[],
  given: Readonly<Record<string, unknown>>,
): T {
  const known = specs.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new HyperparameterError(
      `There is no hyperparameter ${unknown}, expected ${known.join(', ') || 'none'}`,
    );
  }
  const entries = specs.map((spec) => {
    const value = given[spec.name] ?? spec.default;
    if (!allows(spec, value)) {
      throw new HyperparameterError(
        `${spec.name} is ${JSON.stringify(value)}, expected ${expectation(spec)}`,
      );
    }
    return [spec.name, value] as const;
  });
  return Object.fromEntries(entries) as T;
}

function allows(spec: HyperparameterSpec, value: unknown): boolean {
  switch (spec.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && (spec.choices ?? []).includes(value);
    case 'integer':
      return Number.isInteger(value) && inRange(spec, value as number);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) && inRange(spec, value);
  }
}

function inRange({ min = -Infinity, max = Infinity }: HyperparameterSpec, value: number): boolean {
  return value >= min && value <= max;
}

function expectation({ type, choices = [], min = -Infinity, max = Infinity }: HyperparameterSpec): string {
  if (type === 'boolean') return 'true or false';
  if (type === 'choice') return choices.join(' or ');
  return `${type === 'integer' ? 'a whole number' : 'a number'} from ${min} to ${max}`;
}
