import { IdIndex } from '../data/id-index.js';
import { ModelStateError } from '../errors.js';
import type { ModelState, RatingScale, Tensor } from './model.js';

/** The length of one axis of a tensor, and what it counts. */
export type Axis = readonly [size: number, counted: string];

const dtypes = { Float32Array, Float64Array, Int32Array } as const;
type Dtype = keyof typeof dtypes;

/**
 * Reads a model state that may come from anywhere: every value is checked for presence, type, shape and range.
 * All methods throw ModelStateError, which says what was met and what was expected.
 */
export class StateReader {
  constructor(private readonly state: ModelState) {}

  text(name: string): string {
    const { metadata } = this.state;
    const value: unknown = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
    if (typeof value !== 'string') throw new ModelStateError(`The metadata have no ${name}`);
    return value;
  }

  choice<const T extends string>(name: string, choices: readonly T[]): T {
    const text = this.text(name);
    const found = choices.find((choice) => choice === text);
    if (found === undefined)
      throw new ModelStateError(`${name} is ${text}, expected ${choices.join(' or ')}`);
    return found;
  }

  number(name: string, min = -Infinity, max = Infinity): number {
    const text = this.text(name);
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(Number.isFinite(value) && value >= min && value <= max)) {
      throw new ModelStateError(`${name} is ${text}, expected a number from ${min} to ${max}`);
    }
    return value;
  }

  integer(name: string, min: number, max = 2 ** 31 - 1): number {
    const value = this.number(name, min, max);
    if (!Number.isInteger(value)) throw new ModelStateError(`${name} is ${value}, expected a whole number`);
    return value;
  }

  scale(): RatingScale {
    const scale = { min: this.number('scaleMin'), max: this.number('scaleMax') };
    if (scale.min >= scale.max) {
      throw new ModelStateError(
        `The scale is from ${scale.min} to ${scale.max}, expected the first to be smaller`,
      );
    }
    return scale;
  }

  ids(name: string): IdIndex {
    const { data } = this.present(name);
    if (!(data instanceof Int32Array)) throw wrongType(name, data, 'Int32Array');
    try {
      return IdIndex.ofDistinct(data);
    } catch (error) {
      throw new ModelStateError(`${name}: ${(error as Error).message}`, { cause: error });
    }
  }

  float32(name: string, ...axes: Axis[]): Float32Array {
    return this.tensor(name, 'Float32Array', axes);
  }

  float64(name: string, ...axes: Axis[]): Float64Array {
    return this.tensor(name, 'Float64Array', axes);
  }

  /** Whole numbers, each from 0 to bound − 1. */
  indices(name: string, bound: number, ...axes: Axis[]): Int32Array {
    const data = this.tensor(name, 'Int32Array', axes);
    const wrong = data.findIndex((value) => value < 0 || value >= bound);
    if (wrong >= 0) {
      throw new ModelStateError(`${name} has ${data[wrong]} at ${wrong}, expected 0 to ${bound - 1}`);
    }
    return data;
  }

  /** How many values a tensor has. */
  lengthOf(name: string): number {
    return this.present(name).data.length;
  }

  private present(name: string): Tensor {
    const { tensors } = this.state;
    const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (!tensor) throw new ModelStateError(`There is no tensor ${name}`);
    return tensor;
  }

  private tensor<D extends Dtype>(
    name: string,
    dtype: D,
    axes: readonly Axis[],
  ): InstanceType<(typeof dtypes)[D]> {
    const { data, shape } = this.present(name);
    if (!(data instanceof dtypes[dtype])) throw wrongType(name, data, dtype);
    const expected = axes.reduce((product, [size]) => product * size, 1);
    const described = axes.map(([size, counted]) => `${size} ${counted}`).join(' × ');
    if (data.length !== expected) {
      throw new ModelStateError(`${name} has ${data.length} values, expected ${expected} (${described})`);
    }
    if (shape.length !== axes.length || axes.some(([size], axis) => shape[axis] !== size)) {
      throw new ModelStateError(`${name} has the shape ${shape.join(' × ')}, expected ${described}`);
    }
    for (let at = 0; at < data.length; at++) {
      if (!Number.isFinite(data[at])) {
        throw new ModelStateError(`${name} has ${data[at]} at ${at}, expected finite numbers`);
      }
    }
    return data as InstanceType<(typeof dtypes)[D]>;
  }
}

function wrongType(name: string, data: unknown, expected: Dtype): ModelStateError {
  const met = Object.keys(dtypes).find((dtype) => data instanceof dtypes[dtype as Dtype]) ?? typeof data;
  return new ModelStateError(`${name} is a ${met}, expected a ${expected}`);
}
