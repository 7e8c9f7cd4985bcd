import { splitByHash } from '../../data/split.js';
import { Ratings } from '../../data/ratings.js';
import { trainModel } from '../../models/registry.js';
import { seededRandom } from '../../random.js';
import { evaluateModel } from '../evaluate-model.js';
import { evaluateInDialects } from './evaluate-in-dialects.js';

/** 60 people who rate 20 of 50 items, the first items more often and better. */
function someRatings(): Ratings {
  const random = seededRandom(4);
  const [users, items, values]: [number[], number[], number[]] = [[], [], []];
  for (let user = 1; user <= 60; user++) {
    const seen = new Set<number>();
    while (seen.size < 20) seen.add(1 + Math.floor(50 * random.uniform() ** 2));
    for (const item of seen) {
      users.push(user);
      items.push(item);
      values.push(Math.min(5, Math.max(1, Math.round(5 - item / 20 + random.normal()))));
    }
  }
  return Ratings.from({ users, items, values }, { min: 1, max: 5 });
}

describe('evaluateInDialects', () => {
  it('agrees with the usual evaluation where a dialect means the same', () => {
    const { trainSet, validationSet } = splitByHash(someRatings(), { validationShare: 0.25, seed: 1 });
    const model = trainModel('popularity', trainSet, {}, { seed: 1 });
    const usual = evaluateModel(model, trainSet, validationSet);
    const { users, metrics } = evaluateInDialects(model, trainSet, validationSet, {
      k: 10,
      vectorOf: () => [1],
    });
    const of = (id: string): number | null | undefined => metrics.find((metric) => metric.id === id)?.value;
    expect(users).toBe(usual.evaluatedUsers);
    expect(of('recbole.ndcg')).toBeCloseTo(usual.ndcgAt10, 10);
    expect(of('recbole.mrr')).toBeCloseTo(usual.mrrAt10, 10);
    expect(of('recbole.hit')).toBeCloseTo(usual.hitRateAt10, 10);
    expect(of('recommenders.recall')).toBeCloseTo(usual.recallAt10, 10);
    expect(of('recommenders.precision')).toBeCloseTo(usual.precisionAt10, 10);
    // Over those with a hit in their list only, and by what the list holds.
    expect(of('evidently.recall')).toBe(1);
    expect(of('evidently.hitRate')).toBe(1);
  });
});
