import { dataFingerprint } from './fingerprint.js';

const users = [1, 1, 2, 3];
const items = [10, 20, 10, 30];
const values = [3.5, 4, 0.5, 5];
const times = [1e9, 1e9 + 1, 1.2e9, 1.7e12];
const pick = (order: number[], column: number[]): number[] => order.map((row) => column[row]);

describe('dataFingerprint', () => {
  it('is sixteen hexadecimal digits', () => {
    expect(dataFingerprint(users, items, values, times)).toMatch(/^[0-9a-f]{16}$/);
    expect(dataFingerprint([], [], [])).toMatch(/^[0-9a-f]{16}$/);
  });

  it('does not depend on the order of rows or the kind of array', () => {
    const order = [2, 0, 3, 1];
    const columns = [users, items, values, times].map((column) => pick(order, column)) as [
      number[],
      number[],
      number[],
      number[],
    ];
    expect(dataFingerprint(...columns)).toBe(dataFingerprint(users, items, values, times));
    const typed = dataFingerprint(Int32Array.from(users), Int32Array.from(items), Float32Array.from(values));
    expect(typed).toBe(dataFingerprint(users, items, values));
  });

  it.each<[string, Parameters<typeof dataFingerprint>]>([
    ['a changed rating', [users, items, [3.5, 4, 1, 5], times]],
    ['another user', [[1, 1, 2, 4], items, values, times]],
    ['another item', [users, [10, 20, 10, 31], values, times]],
    ['another time', [users, items, values, [1e9, 1e9 + 1, 1.2e9, 1.7e12 + 2 ** 32]]],
    ['no times', [users, items, values]],
    ['a missing row', [users.slice(1), items.slice(1), values.slice(1), times.slice(1)]],
    ['ratings exchanged between two rows', [users, items, [4, 3.5, 0.5, 5], times]],
    ['items exchanged between two users', [users, [10, 20, 30, 10], values, times]],
  ])('changes with %s', (_, columns) => {
    expect(dataFingerprint(...columns)).not.toBe(dataFingerprint(users, items, values, times));
  });

  it('tells a row given twice from one that is absent', () => {
    expect(dataFingerprint([1, 1], [2, 2], [3, 3])).not.toBe(dataFingerprint([], [], []));
  });

  it('gives thousands of neighbouring data sets different values', () => {
    const seen = new Set<string>();
    for (let user = 0; user < 100; user++) {
      for (let item = 0; item < 100; item++) seen.add(dataFingerprint([user], [item], [3]));
    }
    expect(seen.size).toBe(10_000);
  });

  it('refuses columns of different lengths', () => {
    expect(() => dataFingerprint([1], [1, 2], [1])).toThrow('A column has 2 rows, expected 1');
  });
});
