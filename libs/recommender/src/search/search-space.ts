import { HyperparameterError } from '../errors.js';
import type { Hyperparameters, HyperparameterSpec, HyperparameterValue } from '../models/hyperparameters.js';
import type { Random } from '../random.js';

/** A hyperparameter that is searched: a range of numbers, even by their size or by their logarithm, or some values. */
export type Dimension =
  | {
      readonly name: string;
      readonly type: 'number' | 'integer';
      readonly min: number;
      readonly max: number;
      readonly scale: 'linear' | 'log';
    }
  | { readonly name: string; readonly type: 'choice'; readonly choices: readonly HyperparameterValue[] };

export type SearchSpace = readonly Dimension[];

/** The dimensions of those hyperparameters that say where they are searched; [] when none does. */
export function searchSpaceOf(specs: readonly HyperparameterSpec[]): SearchSpace {
  return specs.flatMap(({ name, type, search }): Dimension[] => {
    if (!search) return [];
    if ('choices' in search) return [{ name, type: 'choice', choices: search.choices }];
    return [{ name, type: type === 'integer' ? 'integer' : 'number', ...search }];
  });
}

/** Where a dimension of numbers is drawn from: the interval after its scale; whole numbers own half a unit to each side. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

type NumericDimension = Extract<Dimension, { min: number }>;

/** @throws HyperparameterError if a range is empty, or reaches 0 by a logarithm, or there is nothing to choose from */
export function checkSpace(space: SearchSpace): void {
  for (const dimension of space) {
    if (dimension.type === 'choice') {
      if (dimension.choices.length > 0) continue;
      throw new HyperparameterError(`There is no choice for ${dimension.name}, expected at least one`);
    }
    const { name, min, max, scale } = dimension;
    if (!(Number.isFinite(min) && Number.isFinite(max) && min <= max)) {
      throw new HyperparameterError(
        `${name} is searched from ${min} to ${max}, expected finite, the first smaller`,
      );
    }
    if (scale === 'log' && min <= 0) {
      throw new HyperparameterError(`${name} is searched by its logarithm from ${min}, expected more than 0`);
    }
  }
}

export function intervalOf({ type, min, max, scale }: NumericDimension): Interval {
  const half = type === 'integer' ? 0.5 : 0;
  const scaled = (value: number): number => (scale === 'log' ? Math.log(value) : value);
  return { low: scaled(min - half), high: scaled(max + half) };
}

/** The place of a value in its interval. */
export function toScale({ scale }: NumericDimension, value: number): number {
  return scale === 'log' ? Math.log(value) : value;
}

/** The value at a place, never beyond the range. */
export function fromScale({ type, min, max, scale }: NumericDimension, place: number): number {
  const value = scale === 'log' ? Math.exp(place) : place;
  const rounded = type === 'integer' ? Math.round(value) : value;
  return Math.min(Math.max(rounded, min), max);
}

/** One point of the space, every dimension by itself and even over its scale. */
export function drawUniformly(space: SearchSpace, random: Random): Hyperparameters {
  return Object.fromEntries(
    space.map((dimension) => {
      if (dimension.type === 'choice') {
        return [dimension.name, dimension.choices[random.integer(dimension.choices.length)]];
      }
      const { low, high } = intervalOf(dimension);
      return [dimension.name, fromScale(dimension, low + random.uniform() * (high - low))];
    }),
  );
}
