import { ValidationFailedError } from '../../platform/http/validation.js';

type Json = Readonly<Record<string, unknown>>;

/** Whole numbers beyond these are not whole in JSON; MLflow's own are times in ms, steps and counts. */
const largestInteger = Number.MAX_SAFE_INTEGER;

const mostTexts = 1_000;
/** Clauses of an order: a metric or a parameter in one is a join. */
export const mostOrderClauses = 20;

/**
 * The fields of a message as MLflow's clients send it: JSON in a body, or text in a query. Fields that nobody asks for are
 * ignored, names may be in snake_case or camelCase, numbers may be written as text, as protocol buffers have it.
 *
 * All methods throw ValidationFailedError when a field has another type.
 */
export class Fields {
  private constructor(
    private readonly values: Json,
    private readonly path: string,
  ) {}

  /** @param message  a body or a query; what is no object has no fields */
  static of(message: unknown): Fields {
    const parsed = typeof message === 'string' ? parsedOrNull(message) : message;
    return new Fields(isObject(parsed) ? parsed : {}, '');
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    if (typeof value === 'string') return clean(value, this.path + name);
    throw this.invalid(name, value);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw this.missing(name);
    return value;
  }

  integer(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && Math.abs(number) <= largestInteger)
      return number;
    throw this.invalid(name, value);
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) throw this.missing(name);
    return value;
  }

  /** A whole number within bounds, or `otherwise` where there is none. */
  integerWithin(name: string, min: number, max: number, otherwise: number): number {
    const value = this.integer(name) ?? otherwise;
    if (value >= min && value <= max) return value;
    throw fault(
      this.path + name,
      `Invalid value ${value} for parameter '${name}' supplied: it must be from ${min} to ${max}`,
    );
  }

  /** NaN and the infinities come as text. */
  requiredDouble(name: string): number {
    const value = this.raw(name);
    if (value === undefined || value === '') throw this.missing(name);
    if (typeof value === 'number') return value;
    const number = typeof value === 'string' ? Number(value) : undefined;
    if (number !== undefined && (!Number.isNaN(number) || value === 'NaN')) return number;
    throw this.invalid(name, value);
  }

  boolean(name: string): boolean | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === 'boolean') return value;
    if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
    throw this.invalid(name, value);
  }

  /**
   * A field that may be repeated in a query.
   *
   * @param most  texts that are taken: each costs the database a comparison or a join
   */
  texts(name: string, most = mostTexts): string[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    const list: unknown[] = Array.isArray(value) ? value : [value];
    this.checkCount(name, list.length, most);
    return list.map((item) => {
      if (typeof item === 'string') return clean(item, this.path + name);
      throw this.invalid(name, value);
    });
  }

  list(name: string, most = Infinity): Fields[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw this.invalid(name, value);
    this.checkCount(name, value.length, most);
    return value.map((item: unknown, i) => {
      if (!isObject(item)) throw this.invalid(name, value);
      return new Fields(item, `${this.path}${name}[${i}].`);
    });
  }

  private checkCount(name: string, count: number, most: number): void {
    if (count <= most) return;
    throw fault(this.path + name, `'${name}' has ${count} entries, at most ${most} are taken.`);
  }

  child(name: string): Fields {
    const value = this.raw(name);
    if (value === undefined) throw this.missing(name);
    if (!isObject(value)) throw this.invalid(name, value);
    return new Fields(value, `${this.path}${name}.`);
  }

  /** One of these names, or the number of one, counted from 0 or as `numbers` has it. */
  choice<T extends string>(name: string, numbers: Readonly<Record<T, number>>): T | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const names = Object.keys(numbers) as T[];
    const found = names.find(
      (one) => one === value || [numbers[one], String(numbers[one])].includes(value as number),
    );
    if (found === undefined) throw this.invalid(name, value, `expected one of ${names.join(', ')}`);
    return found;
  }

  /** `[{ key, value }]` as a record; of a key that comes twice the last value counts. */
  pairs(name: string, keyName = 'key'): Record<string, string> {
    return Object.fromEntries(
      this.list(name).map((pair) => [pair.requiredText(keyName), pair.text('value') ?? '']),
    );
  }

  private raw(name: string): unknown {
    const value = own(this.values, name) ?? own(this.values, camelCase(name));
    return value === null ? undefined : value;
  }

  private missing(name: string): ValidationFailedError {
    const path = this.path + name;
    return fault(path, `Missing value for required parameter '${path}'.${hint}`);
  }

  private invalid(name: string, value: unknown, expected?: string): ValidationFailedError {
    const path = this.path + name;
    const shown = JSON.stringify(value)?.slice(0, 200);
    const more = expected ?? `Hint: Value was of type '${Array.isArray(value) ? 'list' : typeof value}'`;
    return fault(path, `Invalid value ${shown} for parameter '${path}' supplied: ${more}.${hint}`);
  }
}

const hint = ' See the API docs for more information about request parameters.';

function fault(path: string, detail: string): ValidationFailedError {
  return new ValidationFailedError([{ pointer: `/${path}`, detail }]);
}

function clean(text: string, path: string): string {
  if (!text.includes('\0')) return text;
  throw fault(path, `Parameter '${path}' holds the character U+0000.`);
}

function own(values: Json, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
