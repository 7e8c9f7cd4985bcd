import { EmptyRatingsError, MissingTimesError, NothingToHoldOutError } from '../errors.js';
import { seededRandom } from '../random.js';
import { Ratings } from './ratings.js';
import { kFolds, splitByHash, splitByTime, splitLeaveLastOut, splitRandom, type Split } from './split.js';

const scale = { min: 0.5, max: 5 };
type Row = [user: number, item: number];
const ratingsOf = (rows: Row[]): Ratings =>
  Ratings.from(
    { users: rows.map(([user]) => user), items: rows.map(([, item]) => item), values: rows.map(() => 3) },
    scale,
  );
const pairs = (ratings: Ratings): string[] =>
  [...ratings.values.keys()].map(
    (row) =>
      `${ratings.users.idAt(ratings.userIndices[row])}:${ratings.items.idAt(ratings.itemIndices[row])}`,
  );
const grid = (users: number, items: number): Row[] =>
  Array.from({ length: users * items }, (_, n): Row => [1 + (n % users), 1 + Math.floor(n / users)]);
const usersOf = ({ trainSet }: Split): number[] => [...trainSet.users.ids].sort((a, b) => a - b);

describe.each([
  ['splitByHash', splitByHash],
  ['splitRandom', splitRandom],
])('%s', (_, split) => {
  it('puts each rating on one side, about the wanted share on the held-out one', () => {
    const ratings = ratingsOf(grid(50, 100));
    const { trainSet, validationSet } = split(ratings, { validationShare: 0.2, seed: 1 });
    expect([...pairs(trainSet), ...pairs(validationSet)].sort()).toEqual(pairs(ratings).sort());
    expect(validationSet.length / ratings.length).toBeGreaterThan(0.17);
    expect(validationSet.length / ratings.length).toBeLessThan(0.23);
  });

  it('divides otherwise by another seed and alike by the same', () => {
    const ratings = ratingsOf(grid(10, 20));
    const heldOut = (seed: number): string[] =>
      pairs(split(ratings, { validationShare: 0.2, seed }).validationSet);
    expect(heldOut(1)).toEqual(heldOut(1));
    expect(heldOut(1)).not.toEqual(heldOut(2));
  });

  it('refuses ratings of which none can be held out, and shares that are none', () => {
    expect(() => split(ratingsOf([[1, 1]]), { validationShare: 0.2, seed: 1 })).toThrow(EmptyRatingsError);
    expect(() => split(ratingsOf(grid(2, 2)), { validationShare: 1, seed: 1 })).toThrow(
      'validationShare is 1',
    );
  });
});

describe('splitByHash', () => {
  const options = { validationShare: 0.2, seed: 7 };

  it('does not depend on the order of the ratings', () => {
    const rows = grid(10, 30);
    const forwards = pairs(splitByHash(ratingsOf(rows), options).validationSet).sort();
    expect(pairs(splitByHash(ratingsOf(rows.toReversed()), options).validationSet).sort()).toEqual(forwards);
  });

  it('keeps a rating on its side as ratings are added', () => {
    const before = splitByHash(ratingsOf(grid(10, 30)), options);
    const after = splitByHash(ratingsOf(grid(10, 60)), options);
    expect(pairs(after.validationSet)).toEqual(expect.arrayContaining(pairs(before.validationSet)));
    expect(pairs(after.trainSet)).toEqual(expect.arrayContaining(pairs(before.trainSet)));
  });

  it('never holds out what it once gave to learn from, nor the other way round, however ratings come and go', () => {
    for (let history = 0; history < 200; history++) {
      const random = seededRandom(1 + history);
      const share = 0.05 + 0.9 * random.uniform();
      const sides = new Map<string, 'train' | 'heldOut'>();
      const held = new Map<string, Row>();
      for (let step = 0; step < 8; step++) {
        // Newcomers with one rating or two are what a rule about whole users gets wrong.
        for (let at = 0; at < 6; at++) {
          const row: Row = [1 + random.integer(12), 1 + random.integer(9)];
          held.set(row.join(':'), row);
        }
        if (step > 4) for (const key of [...held.keys()].slice(0, 2)) held.delete(key);
        let split: Split;
        try {
          split = splitByHash(ratingsOf([...held.values()]), { validationShare: share, seed: 1 });
        } catch (error) {
          expect(error).toBeInstanceOf(NothingToHoldOutError);
          continue;
        }
        for (const [side, set] of [
          ['train', split.trainSet],
          ['heldOut', split.validationSet],
        ] as const) {
          for (const pair of pairs(set)) {
            expect(`${pair} ${sides.get(pair) ?? side}`).toBe(`${pair} ${side}`);
            sides.set(pair, side);
          }
        }
      }
    }
  });

  it('says how many it would hold out where that leaves a side empty', () => {
    expect(() => splitByHash(ratingsOf(grid(2, 2)), { validationShare: 1e-9, seed: 1 })).toThrow(
      '0 of 4 ratings would be held out, expected at least 1 to learn from and 1 to be judged by',
    );
  });
});

describe('splitRandom', () => {
  it('leaves every user a rating to learn from, whatever the share', () => {
    expect(usersOf(splitRandom(ratingsOf(grid(30, 2)), { validationShare: 0.99, seed: 3 }))).toHaveLength(30);
  });

  it('holds out one rating where chance would hold out none', () => {
    const { trainSet, validationSet } = splitRandom(
      ratingsOf([
        [1, 1],
        [1, 2],
      ]),
      { validationShare: 0.0001, seed: 1 },
    );
    expect([trainSet.length, validationSet.length]).toEqual([1, 1]);
  });

  it('refuses where no user has two ratings', () => {
    const ratings = ratingsOf([
      [1, 1],
      [2, 1],
    ]);
    expect(() => splitRandom(ratings, { validationShare: 0.9, seed: 1 })).toThrow(EmptyRatingsError);
  });
});

describe('splitLeaveLastOut', () => {
  it('holds out the latest rating of each user but never the only one', () => {
    const ratings = ratingsOf([
      [1, 1],
      [2, 1],
      [1, 2],
      [1, 3],
    ]);
    const { validationSet } = splitLeaveLastOut(ratings, [10, 5, 30, 20]);
    expect(pairs(validationSet)).toEqual(['1:2']);
  });

  it('holds out as many as wanted, the later given of equal times', () => {
    const ratings = ratingsOf([
      [1, 1],
      [1, 2],
      [1, 3],
      [2, 1],
      [2, 2],
    ]);
    expect(pairs(splitLeaveLastOut(ratings, [1, 1, 1, 1, 1], 2).validationSet)).toEqual([
      '1:2',
      '1:3',
      '2:2',
    ]);
  });

  it('refuses times that do not match', () => {
    expect(() => splitLeaveLastOut(ratingsOf([[1, 1]]), [])).toThrow('There are 0 times, expected 1');
  });
});

describe('splitByTime', () => {
  it('holds out what was rated from a time on', () => {
    const ratings = ratingsOf([
      [1, 1],
      [2, 1],
      [1, 2],
    ]);
    const { trainSet, validationSet } = splitByTime(ratings, [1, 2, 3], 2);
    expect([pairs(trainSet), pairs(validationSet)]).toEqual([['1:1'], ['2:1', '1:2']]);
    expect(() => splitByTime(ratings, [1, 2, 3], 4)).toThrow(EmptyRatingsError);
  });
});

describe('splits by the ratings’ own times', () => {
  const columns = { users: [1, 2, 1, 1], items: [1, 1, 2, 3], values: [3, 3, 3, 3] };
  const timed = Ratings.from({ ...columns, times: [10, 5, 30, 20] }, scale);

  it('need no others', () => {
    expect(pairs(splitLeaveLastOut(timed).validationSet)).toEqual(['1:2']);
    expect(pairs(splitByTime(timed, null, 20).validationSet)).toEqual(['1:2', '1:3']);
    expect(splitLeaveLastOut(timed).validationSet.times).toEqual(Uint32Array.of(30));
  });

  it('are refused by name where there are none', () => {
    const untimed = Ratings.from(columns, scale);
    expect(() => splitLeaveLastOut(untimed)).toThrow(MissingTimesError);
    expect(() => splitByTime(untimed, null, 20)).toThrow('Splitting by time needs to know when');
  });
});

describe('kFolds', () => {
  it('holds every rating out exactly once, in folds of nearly equal size', () => {
    const ratings = ratingsOf(grid(1, 11));
    const folds = kFolds(ratings, { foldCount: 3, seed: 1 });
    expect(folds.map(({ validationSet }) => validationSet.length)).toEqual([4, 4, 3]);
    expect(folds.flatMap(({ validationSet }) => pairs(validationSet)).sort()).toEqual(pairs(ratings).sort());
  });

  it('refuses fewer than two folds or more than ratings', () => {
    expect(() => kFolds(ratingsOf(grid(1, 3)), { foldCount: 1, seed: 1 })).toThrow(
      '1 folds, expected 2 to 3',
    );
    expect(() => kFolds(ratingsOf(grid(1, 3)), { foldCount: 4, seed: 1 })).toThrow(RangeError);
  });
});
