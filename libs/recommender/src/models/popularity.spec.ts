import { Ratings } from '../data/ratings.js';
import { trainPopularity } from './popularity.js';

const day = 86_400;
const columns = {
  users: [1, 2, 3, 4, 1],
  items: [10, 10, 20, 20, 30],
  values: [5, 4, 4, 3, 2],
  times: [0, 0, 20 * day, 20 * day, 20 * day],
};
const scale = { min: 1, max: 5 };
const timed = Ratings.from(columns, scale);
const untimed = Ratings.from({ users: columns.users, items: columns.items, values: columns.values }, scale);

describe('popularity', () => {
  it('counts likes, the same for everybody', () => {
    const model = trainPopularity(timed, {}, { seed: 1 });
    expect([...model.forUser(1).predictAll()]).toEqual([2, 1, 0]);
    expect(model.foldIn([{ itemId: 30, rating: 5 }]).recommend(2)).toEqual([
      { itemId: 10, score: 2 },
      { itemId: 20, score: 1 },
    ]);
    expect(model.predict(1, 99)).toBe(0);
  });

  it('halves a rating with every half-life before the latest one', () => {
    const model = trainPopularity(timed, { halfLifeDays: 10 }, { seed: 1 });
    expect([...model.forUser(1).predictAll()]).toEqual([2 / 4, 1, 0]);
  });

  it('lets all ratings count the same where their times are not known', () => {
    const model = trainPopularity(untimed, { halfLifeDays: 10 }, { seed: 1 });
    expect([...model.forUser(1).predictAll()]).toEqual([2, 1, 0]);
  });

  it('averages with ratings at the mean', () => {
    // μ = 18 / 5 = 3.6; (2 · 3.6 + 9) / 4, (2 · 3.6 + 7) / 4, (2 · 3.6 + 2) / 3
    const model = trainPopularity(timed, { measure: 'bayesian-average', priorRatings: 2 }, { seed: 1 });
    const expected = [4.05, 3.55, 9.2 / 3].map(Math.fround);
    expect([...model.forUser(9).predictAll()]).toEqual(expected);
    expect(model.predict(1, 99)).toBeCloseTo(3.6, 12);
  });

  it('is the mean where decay leaves nothing of the ratings and there is no prior', () => {
    const settings = { measure: 'bayesian-average', priorRatings: 0, halfLifeDays: 0.001 } as const;
    const model = trainPopularity(timed, settings, { seed: 1 });
    expect(model.predict(1, 10)).toBe(3);
  });

  it('explains a score by popularity alone', () => {
    const { score, terms, history } = trainPopularity(timed, {}, { seed: 1 }).forUser(1).explain(20);
    expect({ score, terms, history }).toEqual({
      score: 1,
      terms: [{ name: 'popularity', contribution: 1 }],
      history: [],
    });
  });
});
