import {
  evidentlyArp,
  evidentlyCoverage,
  evidentlyDiversity,
  evidentlyGini,
  evidentlyNovelty,
  evidentlyPersonalization,
} from './evidently-lists.js';
import { evidentlyHitRate, evidentlyMrr, evidentlyNdcg, evidentlyTopK } from './evidently-ranking.js';
import { trainCounts } from './rows.js';

/** Items a to g are 0 to 6. Lists in rank order, a target of 1 where marked. */
const lists: [number, string][] = [
  [1, 'a* b c* d e*'],
  [2, 'b c* a f d*'],
  [3, 'a b e f c'],
];
const item = (letter: string): number => letter.charCodeAt(0) - 97;
const given = lists.flatMap(([user, list]) =>
  list
    .split(' ')
    .map((entry, at) => ({ user, item: item(entry), target: entry.endsWith('*') ? 1 : 0, rank: at + 1 })),
);
const rows = {
  users: given.map(({ user }) => user),
  items: given.map((row) => row.item),
  targets: given.map(({ target }) => target),
  predictions: given.map(({ rank }) => rank),
};
const met = ['fg', 'aeg', 'dg', 'abcg', 'cd'].flatMap((items, user) =>
  [...items].map((letter) => ({ user: user + 1, item: item(letter) })),
);
const train = { users: met.map(({ user }) => user), items: met.map((pair) => pair.item) };
const vectors = ['100', '110', '010', '011', '001', '101', '111'].map((bits) => [...bits].map(Number));
const byRank = { recomType: 'rank' } as const;

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, at) => expect(Math.abs(value - expected[at])).toBeLessThanOrEqual(1e-12));
}

/** Values that Evidently's own functions gave (commit a4aa4c2, pandas 1.5.3). */
describe('Evidently on three lists of five', () => {
  it('gives its precision, recall, MAP and MAR', () => {
    const { precision, recall, map, mar } = evidentlyTopK(rows, 5, byRank);
    expectClose(precision, [0.5, 0.5, 0.5, 0.375, 0.5]);
    expectClose(recall, [1 / 6, 0.41666666666666663, 0.5833333333333333, 0.5833333333333333, 1]);
    expectClose(
      map,
      [
        0.16666666666666666, 0.29166666666666663, 0.40277777777777773, 0.40277777777777773,
        0.6027777777777777,
      ],
    );
    expectClose(
      mar,
      [
        0.05555555555555555, 0.18055555555555555, 0.29166666666666663, 0.29166666666666663,
        0.7083333333333333,
      ],
    );
  });

  it('gives them over everybody when people without feedback count', () => {
    const { precision, recall, map, mar } = evidentlyTopK(rows, 5, { ...byRank, noFeedbackUsers: true });
    expectClose(precision, [1 / 3, 1 / 3, 1 / 3, 0.25, 1 / 3]);
    expectClose(
      recall,
      [0.1111111111111111, 0.27777777777777773, 0.38888888888888884, 0.38888888888888884, 0.6666666666666666],
    );
    expectClose(
      map,
      [0.1111111111111111, 0.19444444444444442, 0.2685185185185185, 0.2685185185185185, 0.40185185185185185],
    );
    expectClose(
      mar,
      [
        0.037037037037037035, 0.12037037037037036, 0.19444444444444442, 0.19444444444444442,
        0.47222222222222215,
      ],
    );
  });

  it('gives its NDCG, MRR and hit rate', () => {
    const all = { ...byRank, noFeedbackUsers: true };
    expectClose(
      evidentlyNdcg(rows, 5, byRank),
      [0.5, 0.5, 0.5453854481343381, 0.5453854481343381, 0.7547552007876626],
    );
    expectClose(evidentlyNdcg(rows, 5, all), [
      1 / 3,
      1 / 3,
      0.3635902987562254,
      0.3635902987562254,
      0.5031701338584417,
    ]);
    expectClose(evidentlyMrr(rows, 5, byRank), [0.5, 0.75, 0.75, 0.75, 0.75]);
    expectClose(evidentlyMrr(rows, 5, all), [1 / 3, 0.5, 0.5, 0.5, 0.5]);
    expectClose(evidentlyHitRate(rows, 5, byRank), [0.5, 1, 1, 1, 1]);
  });

  it('gives what the first three of each list are like', () => {
    const counts = trainCounts(train);
    expectClose(
      [
        evidentlyDiversity(rows, 3, (one) => vectors[one], 'rank'),
        evidentlyNovelty(rows, 3, counts, 'rank'),
        evidentlyPersonalization(rows, 3, 'rank'),
        evidentlyArp(rows, 3, counts, byRank),
        evidentlyGini(rows, 3, 'rank'),
        evidentlyCoverage(rows, 3, counts, 'rank'),
      ],
      [
        0.6071628993408069, 1.7663725393318066, 0.22222222222222218, 1.5555555555555556, 0.25925925925925924,
        0.5714285714285714,
      ],
    );
  });

  it('takes the relevance at a rank from the last row: rows out of rank order change MAP', () => {
    const reversed = {
      users: [...rows.users].reverse(),
      items: [...rows.items].reverse(),
      targets: [...rows.targets].reverse(),
      predictions: [...rows.predictions].reverse(),
    };
    const [sorted, other] = [evidentlyTopK(rows, 5, byRank), evidentlyTopK(reversed, 5, byRank)];
    expectClose(other.recall, sorted.recall);
    expect(other.map[4]).not.toBeCloseTo(sorted.map[4], 3);
  });
});
