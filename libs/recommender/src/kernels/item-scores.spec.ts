import { seededRandom } from '../random.js';
import { ItemScorer, scoreItem, type ScoredItems } from './item-scores.js';

describe('ItemScorer', () => {
  const random = seededRandom(3);
  const normals = (length: number): Float32Array => Float32Array.from({ length }, () => random.normal());

  it.each([
    [1, 1],
    [1, 7],
    [16, 8],
    [17, 9],
    [100, 64],
    [333, 129],
  ])('scores %d items by %d factors as one item after the other, bit for bit', (itemCount, factorCount) => {
    const items: ScoredItems = {
      factorCount,
      itemFactors: normals(itemCount * factorCount),
      itemBiases: normals(itemCount),
    };
    const users = normals(3 * factorCount);
    const scorer = new ItemScorer(items);
    const out = new Float32Array(itemCount);
    for (const user of [0, 2]) {
      scorer.scoreAll(users, user * factorCount, 3.51, out);
      const expected = Float32Array.from(out, (_, item) =>
        scoreItem(items, item, users, user * factorCount, 3.51),
      );
      expect(out).toEqual(expected);
    }
  });

  it('scores by base, bias and inner product', () => {
    const items = {
      factorCount: 3,
      itemFactors: Float32Array.of(1, 2, 3),
      itemBiases: Float32Array.of(0.25),
    };
    expect(scoreItem(items, 0, Float32Array.of(0, 0, 0, 0.5, 1, -1), 3, 3)).toBe(3 + 0.25 + 0.5 + 2 - 3);
  });
});
