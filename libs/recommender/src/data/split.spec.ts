import { EmptyRatingsError, MissingTimesError } from '../errors.js';
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

  it('leaves every user a rating to learn from, whatever the share', () => {
    expect(usersOf(split(ratingsOf(grid(30, 2)), { validationShare: 0.99, seed: 3 }))).toHaveLength(30);
  });

  it('holds out one rating where chance would hold out none', () => {
    const { trainSet, validationSet } = split(
      ratingsOf([
        [1, 1],
        [1, 2],
      ]),
      { validationShare: 0.0001, seed: 1 },
    );
    expect([trainSet.length, validationSet.length]).toEqual([1, 1]);
  });

  it('refuses ratings of which none can be held out, and shares that are none', () => {
    expect(() => split(ratingsOf([[1, 1]]), { validationShare: 0.2, seed: 1 })).toThrow(EmptyRatingsError);
    expect(() =>
      split(
        ratingsOf([
          [1, 1],
          [2, 1],
        ]),
        { validationShare: 0.9, seed: 1 },
      ),
    ).toThrow(EmptyRatingsError);
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
