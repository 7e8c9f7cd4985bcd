import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  evidentlyItemBias,
  evidentlyUserBias,
  type BiasDistributions,
  type Distribution,
} from './evidently-bias.js';

/** Distributions that Evidently gave on made-up data: see testing/generate_fixtures.py. */
const { cases } = JSON.parse(readFileSync(join(__dirname, 'testing/evidently-bias.fixture.json'), 'utf8'));

/** Evidently does not say in which order categories come that are as frequent. */
function expectSame(actual: BiasDistributions, expected: BiasDistributions, kind: string): void {
  for (const part of ['recommended', 'train'] as const) {
    if (kind === 'category') {
      expect(actual[part].y).toEqual(expected[part].y);
      expect(entries(actual[part])).toEqual(entries(expected[part]));
    } else {
      expect(actual[part].x).toHaveLength(expected[part].x.length);
      actual[part].x.forEach((edge, at) => expect(edge).toBeCloseTo(expected[part].x[at], 10));
      expect(actual[part].y).toEqual(expected[part].y);
    }
  }
}

const entries = ({ x, y }: Distribution): [number, number][] =>
  x.map((value, at): [number, number] => [value, y[at]]).sort(([a], [b]) => a - b);

describe.each(cases as any[])('Evidently: bias, $title', ({ kind, rows, train, expected, ...given }) => {
  const column = (table: number[][], at: number): number[] => table.map((row) => row[at]);
  const list = { users: column(rows, 0), items: column(rows, 1), predictions: column(rows, 2) };
  const seen = { users: column(train, 0), items: column(train, 1) };
  const [ofItem, ofUser] = [
    new Map<number, number>(given.itemValues),
    new Map<number, number>(given.userValues),
  ];

  it.each([3, 5])('tells which items the first %i show', (k) => {
    const bias = evidentlyItemBias(list, k, seen, { kind, valueOf: (item) => ofItem.get(item)! });
    expectSame(bias, expected[`item${k}`], kind);
  });

  it('tells who gets recommendations', () => {
    const bias = evidentlyUserBias(list, seen, { kind, valueOf: (user) => ofUser.get(user)! });
    expectSame(bias, expected.user, kind);
  });
});

describe('a column of which not all is known', () => {
  const rows = { users: [1, 1, 2], items: [1, 2, 1], predictions: [1, 2, 1] };
  const values = [NaN, 5, NaN];
  const valueOf = (item: number): number => values[item];

  it('counts the unknown as a category of its own', () => {
    const column = { kind: 'category', valueOf } as const;
    const { recommended } = evidentlyItemBias(rows, 2, { items: [1] }, column, 'rank');
    expect(recommended).toEqual({ x: [5, NaN], y: [2, 1] });
  });

  it('counts it in no bin, and has one bin for one value', () => {
    const column = { kind: 'number', valueOf } as const;
    const { recommended, train } = evidentlyItemBias(rows, 2, { items: [1, 2, 1] }, column, 'rank');
    expect(recommended).toEqual({ x: [4.5, 5.5], y: [2] });
    expect(train).toEqual({ x: [4.5, 5.5], y: [1] });
  });
});
