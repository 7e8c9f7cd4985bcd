import { Ratings } from '../data/ratings.js';
import { splitRandom } from '../data/split.js';
import { FitCancelledError } from '../errors.js';
import type { ItemContent, ItemFilter, ScoredItem } from '../models/model.js';
import { trainModel } from '../models/registry.js';
import { seededRandom } from '../random.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { calibration } from './calibration.js';
import { Cohorts, headOf } from './cohorts.js';
import { evaluate, type EvaluatedModel } from './evaluate.js';
import { evaluateModel } from './evaluate-model.js';
import { evaluateRanking } from './evaluate-ranking.js';
import { Serendipity } from './serendipity.js';

const scale = { min: 1, max: 5 };
const ratingsOf = (rows: [user: number, item: number, value: number][]): Ratings =>
  Ratings.from(
    { users: rows.map((row) => row[0]), items: rows.map((row) => row[1]), values: rows.map((row) => row[2]) },
    scale,
  );

/** Item 1 has three ratings, item 2 two, items 3 to 5 one each; user 1 has three, user 2 two, users 3 to 5 one each. */
const trainSet = ratingsOf([
  [1, 1, 3],
  [1, 2, 3],
  [1, 3, 3],
  [2, 1, 3],
  [2, 4, 3],
  [3, 1, 3],
  [4, 2, 3],
  [5, 5, 3],
]);

/** Predicts 5 − ½ |item − 1|, so that items come in the order of their ids. */
function orderedModel(items: Ratings['items']): EvaluatedModel {
  const predict = (itemId: number): number => 5 - Math.abs(itemId - 1) / 2;
  const recommend = (count: number, { exclude = new Set() }: ItemFilter = {}): ScoredItem[] =>
    [...items.ids]
      .filter((itemId) => !exclude.has(itemId))
      .sort((a, b) => a - b)
      .slice(0, count)
      .map((itemId) => ({ itemId, score: predict(itemId) }));
  const scorer = { predict, recommend } as unknown as ReturnType<EvaluatedModel['forUser']>;
  return { output: 'rating', items, users: trainSet.users, forUser: () => scorer };
}

describe('Cohorts', () => {
  it('takes the items with most ratings for the head until they hold the share', () => {
    expect([...headOf(trainSet, 0.6)]).toEqual([1, 2]);
    expect([...headOf(trainSet, 0.3)]).toEqual([1]);
    expect([...headOf(trainSet, 1)]).toEqual([1, 2, 3, 4, 5]);
    expect(() => headOf(trainSet, 0)).toThrow('headShare is 0');
  });

  it('puts users by their ratings, unknown ones with the cold', () => {
    const cohorts = new Cohorts(trainSet, { coldBelow: 2, heavyFrom: 3 });
    expect([1, 2, 3, 99].map((userId) => cohorts.user(userId))).toEqual(['heavy', 'medium', 'cold', 'cold']);
    expect(() => new Cohorts(trainSet, { coldBelow: 5, heavyFrom: 4 })).toThrow('coldBelow is 5');
  });
});

describe('evaluate', () => {
  // user 1 is shown 4, 5; user 2: 2, 3; user 3: 2, 3
  const testSet = ratingsOf([
    [1, 4, 5],
    [2, 3, 4],
    [2, 5, 4],
    [3, 5, 2],
    [3, 2, 4],
  ]);
  const options = { ks: [2], cohorts: { coldBelow: 2, heavyFrom: 3, headShare: 0.6 }, perUser: true };
  const evaluation = evaluate(orderedModel(trainSet.items), trainSet, testSet, options);

  it('measures errors by cohort, worked by hand', () => {
    // predicted 3.5, 4, 3, 3, 4.5: errors −1.5, 0, −1, 1, 0.5
    expect(evaluation.ratings).toEqual({ rmse: Math.sqrt(4.5 / 5), mae: 0.8, ratings: 5 });
    expect(evaluation.users.heavy.ratings).toEqual({ rmse: 1.5, mae: 1.5, ratings: 1 });
    expect(evaluation.users.cold.ratings).toEqual({ rmse: Math.sqrt(1.25 / 2), mae: 0.75, ratings: 2 });
    expect(evaluation.items.head.ratings).toEqual({ rmse: 0.5, mae: 0.5, ratings: 1 });
    expect(evaluation.items.tail.ratings?.ratings).toBe(4);
  });

  it('measures lists by cohort, worked by hand', () => {
    const log3 = Math.log2(3);
    const second = 1 / log3 / (1 + 1 / log3);
    expect(evaluation.evaluatedUsers).toBe(3);
    const [quality] = evaluation.lists;
    expect(quality).toMatchObject({ k: 2, precision: 0.5, hitRate: 1 });
    expect(quality.recall).toBeCloseTo((1 + 0.5 + 1) / 3, 12);
    expect(quality.mrr).toBeCloseTo((1 + 0.5 + 1) / 3, 12);
    expect(quality.map).toBeCloseTo((1 + 0.25 + 1) / 3, 12);
    expect(quality.ndcg).toBeCloseTo((1 + second + 1) / 3, 12);
    expect(evaluation.users.medium).toMatchObject({ users: 1, recall: 0.5 });
    expect(evaluation.users.medium.ndcg).toBeCloseTo(second, 12);
    // the head: item 2, found first by user 3; the tail: 4 by user 1, 3 but not 5 by user 2
    expect(evaluation.items.head).toMatchObject({ users: 1, ndcg: 1, recall: 1 });
    expect(evaluation.items.tail).toMatchObject({ users: 2, recall: 0.75 });
  });

  it('tells what lists are like, worked by hand', () => {
    const { beyondAccuracy } = evaluation;
    // lists [4, 5], [2, 3], [2, 3]: raters 1, 1, 2, 1, 2, 1 of five users
    expect(beyondAccuracy).toMatchObject({ k: 2, coverage: 0.8, diversity: null, serendipity: null });
    expect(beyondAccuracy.averagePopularity).toBeCloseTo((1 + 1.5 + 1.5) / 3, 12);
    expect(beyondAccuracy.headShare).toBeCloseTo(2 / 6, 12);
    expect(beyondAccuracy.personalization).toBeCloseTo(1 - 4 / 12, 12);
    // counts 0, 1, 1, 2, 2: Σ (2j − 6) c / (4 · 6)
    expect(beyondAccuracy.gini).toBeCloseTo((-2 + 0 + 4 + 8) / 24, 12);
    expect(beyondAccuracy.novelty).toBeCloseTo(
      (Math.log2(5) + 2 * ((Math.log2(2.5) + Math.log2(5)) / 2)) / 3,
      12,
    );
  });

  it('keeps the metrics of each user on request', () => {
    expect(evaluation.perUser).toMatchObject({
      ratingUserIds: Int32Array.of(1, 2, 3),
      squaredError: Float64Array.of(2.25, 0.5, 0.625),
      rankingUserIds: Int32Array.of(1, 2, 3),
      recall: Float64Array.of(1, 0.5, 1),
    });
    const without = evaluate(orderedModel(trainSet.items), trainSet, testSet, { ...options, perUser: false });
    expect(without).toEqual({ ...evaluation, perUser: null });
  });

  it('measures diversity and serendipity where it is known what items are', () => {
    const genres: Record<number, string[]> = { 1: ['a'], 2: ['a'], 3: ['b'], 4: ['a', 'b'], 5: ['c'] };
    const content: ItemContent = { genresOf: (itemId) => genres[itemId] ?? [] };
    const { beyondAccuracy } = evaluate(orderedModel(trainSet.items), trainSet, testSet, {
      ...options,
      content,
    });
    // {a, b} and {c}; {a} and {b} twice
    expect(beyondAccuracy.diversity).toBe(1);
    expect(beyondAccuracy.serendipity).toBeGreaterThan(0);
    expect(beyondAccuracy.serendipity).toBeLessThan(0.5);
  });

  it('agrees with the plain ways of measuring, for models of factors and others', () => {
    const split = splitRandom(syntheticRatings(), { validationShare: 0.3, seed: 2 });
    for (const kind of ['als', 'slope-one'] as const) {
      const model = trainModel(kind, split.trainSet, {}, { seed: 1 });
      const { trainSet: known, validationSet } = split;
      const unclipped = (userId: number): Float32Array => {
        const estimates = new Float32Array(known.items.size).fill(-Infinity);
        for (const { itemId, score } of model.forUser(userId).recommend(known.items.size)) {
          estimates[known.items.indexOf(itemId)] = score;
        }
        return estimates;
      };
      const plain = evaluateRanking(unclipped, known, validationSet, { k: 10, relevantFrom: 4 });
      const full = evaluate(model, known, validationSet, { ks: [10, 3] });
      const { evaluatedUsers, ...metrics } = plain;
      expect(full.evaluatedUsers).toBe(evaluatedUsers);
      for (const [name, value] of Object.entries(metrics)) {
        expect(full.lists[0][name as keyof typeof metrics]).toBeCloseTo(value, 12);
      }
      const short = evaluateModel(model, known, validationSet);
      expect(full.lists[0].ndcg).toBe(short.ndcgAt10);
      expect(full.ratings!.rmse).toBeCloseTo(short.rmse!, 12);
    }
  });

  it('stops when asked to, tells its progress, and refuses lists of no length', () => {
    const ratios: number[] = [];
    const model = orderedModel(trainSet.items);
    evaluate(model, trainSet, testSet, { onProgress: (ratio) => ratios.push(ratio) });
    expect(ratios).toEqual(ratios.toSorted((a, b) => a - b));
    expect(ratios.at(-1)).toBe(1);
    expect(() => evaluate(model, trainSet, testSet, { shouldStop: () => true })).toThrow(FitCancelledError);
    expect(() => evaluate(model, trainSet, testSet, { ks: [] })).toThrow('ks is []');
    expect(() => evaluate(model, trainSet, testSet, { ks: [0] })).toThrow('ks is [0]');
  });

  it('has numbers or nothing where nobody can be evaluated', () => {
    const nobody = evaluate(orderedModel(trainSet.items), trainSet, ratingsOf([[1, 4, 2]]));
    expect(nobody.evaluatedUsers).toBe(0);
    expect(nobody.lists[0].ndcg).toBe(0);
    expect(nobody.users.heavy).toEqual({ ratings: null, users: 0, ndcg: null, recall: null });
  });
});

describe('Serendipity', () => {
  it('is the share of hits times how unlike the history they are', () => {
    // a and b are as rare as each other, so that item 4 lies between: cosine √½ with 1
    const genres: Record<number, string[]> = { 1: ['a'], 2: [], 3: ['b'], 4: ['a', 'b'], 5: [] };
    const serendipity = new Serendipity(trainSet.items, (itemId) => genres[itemId]);
    serendipity.add(4, [3, 4], [1]);
    expect(serendipity.value).toBeCloseTo((1 + (1 - Math.SQRT1_2)) / 4, 6);
    serendipity.add(4, [], [1]);
    expect(serendipity.value).toBeCloseTo((1 + (1 - Math.SQRT1_2)) / 8, 6);
  });

  it('does not count people without a history', () => {
    const serendipity = new Serendipity(trainSet.items, () => ['a']);
    serendipity.add(4, [1], []);
    expect(serendipity.value).toBeNull();
  });
});

describe('calibration', () => {
  const random = seededRandom(3);
  const rows = 20_000;
  const testSet = Ratings.from(
    {
      users: Int32Array.from({ length: rows }, (_, row) => row),
      items: new Int32Array(rows),
      values: Float64Array.from({ length: rows }, () => Math.min(100, Math.max(-100, random.normal()))),
    },
    { min: -100, max: 100 },
  );

  it('finds normal errors of the predicted deviation calibrated', () => {
    const found = calibration({ predictWithDeviation: () => ({ rating: 0, deviation: 1 }) }, testSet);
    for (const { nominal, observed } of found.intervals)
      expect(Math.abs(nominal - observed)).toBeLessThan(0.012);
    expect(Math.abs(found.meanSquaredZ - 1)).toBeLessThan(0.04);
    expect(found).toMatchObject({ meanDeviation: 1, ratings: rows });
  });

  it('finds a model that is too sure of itself', () => {
    const found = calibration({ predictWithDeviation: () => ({ rating: 0, deviation: 0.5 }) }, testSet);
    expect(found.intervals.every(({ nominal, observed }) => observed < nominal - 0.1)).toBe(true);
    expect(found.meanSquaredZ).toBeGreaterThan(3.5);
  });
});
