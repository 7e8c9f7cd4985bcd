import { inferColumnType } from './column-type.js';

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('inferColumnType', () => {
  it.each([
    ['fractions', [0.5, 1], 'numerical'],
    ['floating-point arrays of whole numbers', Float64Array.of(1, 2), 'numerical'],
    ['at most ten different whole numbers', range(10), 'categorical'],
    ['eleven different whole numbers', range(11), 'numerical'],
    ['few whole numbers in an integer array', Int32Array.of(1, 2, 1), 'categorical'],
    ['whole numbers with a gap, which pandas keeps as floats', [1, null, 2], 'numerical'],
    ['whole numbers with NaN among them', [1, NaN, 2], 'numerical'],
    ['strings that repeat', ['a', 'a', 'b', 'b'], 'categorical'],
    ['strings of which more than half differ', ['a', 'b', 'b'], 'text'],
    ['booleans', [true, false], 'categorical'],
    ['dates', [new Date(0)], 'datetime'],
    ['nothing', [null, undefined], 'unknown'],
    ['mixed kinds', ['a', 1], 'unknown'],
  ] as const)('takes %s for what it is', (_what, values, expected) => {
    expect(inferColumnType(values)).toBe(expected);
  });
});
