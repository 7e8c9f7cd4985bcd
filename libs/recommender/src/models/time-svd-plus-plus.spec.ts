import { describeWithReference, readMl100k } from '../../test/ml-100k.js';
import { Ratings } from '../data/ratings.js';
import { evaluateModel } from '../evaluation/evaluate-model.js';
import { rmse } from '../evaluation/rmse.js';
import { seededRandom } from '../random.js';
import { describeModelContract } from '../testing/model-contract.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { loadModel } from './registry.js';
import { trainSvdPlusPlus } from './svd-plus-plus.js';
import { trainTimeSvdPlusPlus } from './time-svd-plus-plus.js';
import type { TimeSvdPlusPlusModel } from './time-svd-plus-plus-model.js';

const START = 1_000_000_000;
const DAY = 86_400;

/** The same ratings, each with a time that `timeOf` gives. */
function withTimes(ratings: Ratings, timeOf: (row: number) => number): Ratings {
  return Ratings.from(
    {
      users: Array.from(ratings.userIndices, (user) => ratings.users.idAt(user)),
      items: Array.from(ratings.itemIndices, (item) => ratings.items.idAt(item)),
      values: ratings.values,
      times: Array.from(ratings.values, (_, row) => timeOf(row)),
    },
    ratings.scale,
  );
}

/** Over a thousand days, some three ratings of a user a day. */
const timed = (ratings: Ratings): Ratings => withTimes(ratings, (row) => START + (row % 97) * 11 * DAY);

describeModelContract('time-svd-plus-plus over ratings with times', (ratings, options) =>
  trainTimeSvdPlusPlus(timed(ratings), { factorCount: 5, epochs: 10 }, options),
);

describe('trainTimeSvdPlusPlus', () => {
  const ratings = syntheticRatings();
  const [user] = ratings.users.ids;
  const [item] = ratings.items.ids;

  it('predicts for the latest time where none is given, and the same after it was saved and loaded', () => {
    const model = trainTimeSvdPlusPlus(timed(ratings), {}, { seed: 1 });
    const loaded = loadModel(model.state()) as TimeSvdPlusPlusModel;
    expect(model.predictAt(user, item, START + 96 * 11 * DAY)).toBe(model.predict(user, item));
    const times = [0, 100, 500, 1000, 5000].map((days) => START + days * DAY);
    for (const time of times) {
      expect(loaded.predictAt(user, item, time)).toBe(model.predictAt(user, item, time));
      expect(Number.isFinite(model.predictAt(user, 5, time) + model.predictAt(5, item, time))).toBe(true);
    }
    expect(new Set(times.map((time) => model.predictAt(user, item, time))).size).toBeGreaterThan(2);
    expect(model.state().metadata.timed).toBe('yes');
  });

  it.each([
    ['without times', ratings],
    ['at one and the same time', withTimes(ratings, () => START)],
  ])('is SVD++ over ratings %s, and says so', (_, given) => {
    const model = trainTimeSvdPlusPlus(given, {}, { seed: 1 });
    const plain = trainSvdPlusPlus(given, {}, { seed: 1 });
    expect(model.state().metadata.timed).toBe('no');
    expect(model.forUser(user).predictAll()).toEqual(plain.forUser(user).predictAll());
    expect(model.predictAt(user, item, START)).toBe(plain.predict(user, item));
  });

  it('learns that an item was liked less before, and a user was more generous on one day', () => {
    const random = seededRandom(3);
    const columns = {
      users: [] as number[],
      items: [] as number[],
      values: [] as number[],
      times: [] as number[],
    };
    for (let userId = 0; userId < 60; userId++) {
      for (let itemId = 0; itemId < 40; itemId++) {
        const day = random.integer(1000);
        const liked = itemId === 7 ? (day < 500 ? -1 : 1) : 0;
        const generous = userId === 9 && day < 500 ? 1 : 0;
        columns.users.push(userId);
        columns.items.push(itemId);
        columns.values.push(3 + liked + generous + 0.1 * random.normal());
        // The generous half of the ratings of user 9 were all given on one day.
        columns.times.push(START + (userId === 9 && day < 500 ? 400 : day) * DAY);
      }
    }
    const given = Ratings.from(columns, { min: 0.5, max: 5 });
    const settings = {
      itemBinCount: 2,
      timeLearningRate: 1,
      binRegularisation: 0.05,
      dayRegularisation: 0.01,
      driftRegularisation: 10,
    };
    const model = trainTimeSvdPlusPlus(given, settings, { seed: 1 });
    const [early, late] = [START + 250 * DAY, START + 900 * DAY];
    expect(model.predictAt(3, 7, late) - model.predictAt(3, 7, early)).toBeGreaterThan(0.8);
    expect(Math.abs(model.predictAt(3, 8, late) - model.predictAt(3, 8, early))).toBeLessThan(0.4);
    expect(
      model.predictAt(9, 8, START + 400 * DAY) - model.predictAt(9, 8, START + 401 * DAY),
    ).toBeGreaterThan(0.3);
  });

  it('is evaluated at the times of held-out ratings', () => {
    const given = timed(ratings);
    const trainSet = given.select(Array.from({ length: given.length - 50 }, (_, row) => row));
    const testSet = given.select(Array.from({ length: 50 }, (_, n) => given.length - 50 + n));
    const model = trainTimeSvdPlusPlus(trainSet, {}, { seed: 1 });
    const predicted = Array.from(testSet.values, (_, row) =>
      model.predictAt(
        testSet.users.idAt(testSet.userIndices[row]),
        testSet.items.idAt(testSet.itemIndices[row]),
        testSet.times![row],
      ),
    );
    expect(evaluateModel(model, trainSet, testSet).rmse).toBeCloseTo(rmse(predicted, testSet.values), 6);
  });
});

describeWithReference('timeSVD++ on the fixed split of MovieLens 100K', () => {
  it('is more accurate than SVD++ where it knows the time of a rating', () => {
    const [trainSet, testSet] = (['train', 'test'] as const).map((part) =>
      Ratings.from(readMl100k(part), { min: 1, max: 5 }),
    );
    const errorOf = (predict: (user: number, item: number, time: number) => number): number =>
      rmse(
        Array.from(testSet.values, (_, row) =>
          predict(
            testSet.users.idAt(testSet.userIndices[row]),
            testSet.items.idAt(testSet.itemIndices[row]),
            testSet.times![row],
          ),
        ),
        testSet.values,
      );
    const model = trainTimeSvdPlusPlus(trainSet, {}, { seed: 1 });
    const plain = trainSvdPlusPlus(trainSet, {}, { seed: 1 });
    const error = errorOf((user, item, time) => model.predictAt(user, item, time));
    expect(error).toBeGreaterThan(0.88);
    expect(error).toBeLessThan(errorOf((user, item) => plain.predict(user, item)) - 0.001);
  });
});
