import { judgeInDialects } from './dialect-metrics.js';
import type { JudgedLists } from './judged-lists.js';
import { trainCounts } from './rows.js';

/** Two lists of two; the first person likes what is second in theirs and a film that is in no list. */
const judged: JudgedLists = {
  lists: [
    { user: 1, items: [10, 20], liked: new Map([[20, 5], [40, 4]]) }, // prettier-ignore
    { user: 2, items: [10, 30], liked: new Map() },
  ],
  k: 2,
  train: trainCounts({ users: [7, 7, 8, 8], items: [10, 20, 10, 50] }),
  itemCount: 8,
  vectorOf: (item) => (item === 10 ? [1, 0] : [0, 1]),
};
const valuesOf = (lists: JudgedLists): Record<string, number | null> =>
  Object.fromEntries(judgeInDialects(lists).map(({ id, value }) => [id, value]));

describe('judgeInDialects', () => {
  it('shows how far the dialects are apart on the same lists', () => {
    const values = valuesOf(judged);
    // A missed film counts against recall in two dialects; Evidently does not see it.
    expect([values['evidently.recall'], values['recbole.recall'], values['recommenders.recall']]).toEqual([
      1, 0.5, 0.5,
    ]);
    // One pair at distance 1: by list size, and by pairs.
    expect([values['evidently.diversity'], values['recommenders.diversity']]).toEqual([0.5, 1]);
    // Film 10 was rated by both people of two, in two ratings of four; film 20 by one; film 30 by none.
    expect([values['evidently.novelty'], values['recommenders.novelty']]).toEqual([
      (0.5 + 0) / 2,
      (1 + 1 + 2) / 4,
    ]);
    // Three films shown, of eight, of three rated ones.
    expect([values['recbole.itemCoverage'], values['evidently.coverage'], values['recommenders.catalogCoverage']]).toEqual([3 / 8, 2 / 3, 1]); // prettier-ignore
  });

  it('tells of every metric whose it is and how it is made, each once', () => {
    const metrics = judgeInDialects(judged);
    expect(new Set(metrics.map(({ id }) => id)).size).toBe(metrics.length);
    for (const { formula, name, range, value } of metrics) {
      expect([formula.length > 10, name.length > 1]).toEqual([true, true]);
      if (value === null) continue;
      expect(value).toBeGreaterThanOrEqual(range[0] ?? -Infinity);
      expect(value).toBeLessThanOrEqual(range[1] ?? Infinity);
    }
  });

  it('says nothing of no lists', () => {
    expect(Object.values(valuesOf({ ...judged, lists: [] })).every((value) => value === null)).toBe(true);
  });
});
