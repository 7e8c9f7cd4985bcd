import { Ratings } from '../data/ratings.js';
import { FitCancelledError } from '../errors.js';
import type { ItemFilter, RecommenderModel, ScoredItem } from '../models/model.js';
import { evaluateModel } from './evaluate-model.js';
import { evaluateRanking, listMetrics } from './evaluate-ranking.js';

const scale = { min: 1, max: 5 };
const ratingsOf = (rows: [user: number, item: number, value: number][]): Ratings =>
  Ratings.from(
    { users: rows.map((row) => row[0]), items: rows.map((row) => row[1]), values: rows.map((row) => row[2]) },
    scale,
  );

/** Items 1 … 5 in this order; user 1 rated 1, user 2 rated 2 and so on. */
const trainSet = ratingsOf([1, 2, 3, 4, 5].map((id) => [id, id, 3]));
const byScore = [5, 4, 3, 2, 1];
const options = { k: 3, relevantFrom: 4 };

describe('listMetrics', () => {
  it('agrees with an example worked by hand', () => {
    // hits at ranks 2 and 3 of 3, of 4 relevant
    const metrics = listMetrics([7, 8, 9], new Set([8, 9, 1, 2]), 3);
    const log3 = Math.log2(3);
    expect(metrics.ndcg).toBeCloseTo((1 / log3 + 1 / 2) / (1 + 1 / log3 + 1 / 2), 12);
    expect(metrics).toMatchObject({ recall: 0.5, precision: 2 / 3, hitRate: 1, mrr: 0.5 });
    expect(metrics.map).toBeCloseTo((1 / 2 + 2 / 3) / 3, 12);
  });

  it('is perfect when the few relevant items come first, precision aside', () => {
    expect(listMetrics([1, 2, 3], new Set([1]), 3)).toEqual({
      ndcg: 1,
      recall: 1,
      precision: 1 / 3,
      hitRate: 1,
      mrr: 1,
      map: 1,
    });
  });

  it('is zero without a hit, and looks no further than k', () => {
    expect(listMetrics([1, 2, 3, 4], new Set([4]), 3)).toEqual({
      ndcg: 0,
      recall: 0,
      precision: 0,
      hitRate: 0,
      mrr: 0,
      map: 0,
    });
    expect(listMetrics([], new Set([4]), 3).ndcg).toBe(0);
  });
});

describe('evaluateRanking', () => {
  it('ranks the whole catalogue without what the user rated in training', () => {
    // user 1 may see 2, 3, 4 first; 1 is left out although its score is best
    const metrics = evaluateRanking(
      () => byScore,
      trainSet,
      ratingsOf([
        [1, 2, 5],
        [1, 5, 4],
      ]),
      options,
    );
    expect(metrics).toMatchObject({ recall: 0.5, precision: 1 / 3, hitRate: 1, mrr: 1, evaluatedUsers: 1 });
  });

  it('drops users without a relevant held-out item', () => {
    const testSet = ratingsOf([
      [1, 2, 5],
      [2, 1, 3],
    ]);
    expect(evaluateRanking(() => byScore, trainSet, testSet, options)).toMatchObject({
      recall: 1,
      evaluatedUsers: 1,
    });
  });

  it('counts items and users that training never saw', () => {
    const testSet = ratingsOf([
      [99, 1, 5],
      [99, 77, 5],
    ]);
    expect(evaluateRanking(() => byScore, trainSet, testSet, options)).toMatchObject({
      recall: 0.5,
      evaluatedUsers: 1,
    });
  });

  it('has no means when nobody can be evaluated', () => {
    const metrics = evaluateRanking(() => byScore, trainSet, ratingsOf([[1, 2, 1]]), options);
    expect(metrics).toMatchObject({ ndcg: NaN, evaluatedUsers: 0 });
  });

  it('draws the same users for the same seed, whatever the order of rows', () => {
    const rows = [1, 2, 3, 4, 5].map((id): [number, number, number] => [id, (id % 5) + 1, 5]);
    const drawn = (of: typeof rows): number[] => {
      const users: number[] = [];
      const scoreAll = (userId: number): number[] => (users.push(userId), byScore);
      expect(
        evaluateRanking(scoreAll, trainSet, ratingsOf(of), { ...options, maxUsers: 2, seed: 1 })
          .evaluatedUsers,
      ).toBe(2);
      return users;
    };
    expect(drawn(rows.toReversed())).toEqual(drawn(rows));
  });
});

describe('evaluateModel', () => {
  /** Predicts 5 − |item − 3| for everybody. */
  const predict = (itemId: number): number => 5 - Math.abs(itemId - 3);
  const recommend = (count: number, { exclude = new Set<number>() }: ItemFilter): ScoredItem[] =>
    [...trainSet.items.ids]
      .filter((itemId) => !exclude.has(itemId))
      .map((itemId) => ({ itemId, score: predict(itemId) }))
      .sort((a, b) => b.score - a.score || a.itemId - b.itemId)
      .slice(0, count);
  const model = {
    output: 'rating',
    items: trainSet.items,
    predict: (_: number, itemId: number) => predict(itemId),
    forUser: () => ({ predict, recommend }),
  } as unknown as RecommenderModel;
  const testSet = ratingsOf([
    [1, 3, 4],
    [2, 5, 4],
    [3, 1, 3],
  ]);

  it('measures ratings over all held-out rows and lists over users with a relevant one', () => {
    const metrics = evaluateModel(model, trainSet, testSet);
    expect(metrics.rmse).toBeCloseTo(Math.sqrt(2 / 3), 6);
    expect(metrics.mae).toBeCloseTo(2 / 3, 6);
    // user 1 sees 3 first; user 2 sees 3, 4, 1, 5
    expect(metrics).toMatchObject({
      recallAt10: 1,
      precisionAt10: 0.1,
      hitRateAt10: 1,
      mrrAt10: (1 + 1 / 4) / 2,
      evaluatedUsers: 2,
    });
  });

  it('reads a model by its own item index', () => {
    const reversed = ratingsOf([5, 4, 3, 2, 1].map((id) => [id, id, 3]));
    expect(evaluateModel(model, reversed, testSet).recallAt10).toBe(1);
  });

  it('gives numbers only, also when there is nobody to evaluate', () => {
    const metrics = evaluateModel(model, trainSet, ratingsOf([[1, 3, 2]]));
    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(metrics).toMatchObject({ ndcgAt10: 0, evaluatedUsers: 0 });
  });

  it('tells its progress up to the end and stops when asked to', () => {
    const ratios: number[] = [];
    evaluateModel(model, trainSet, testSet, { onProgress: (ratio) => ratios.push(ratio) });
    expect(ratios).toEqual([...ratios].sort((a, b) => a - b));
    expect(ratios.at(-1)).toBe(1);
    expect(() => evaluateModel(model, trainSet, testSet, { shouldStop: () => true })).toThrow(
      FitCancelledError,
    );
  });
});
