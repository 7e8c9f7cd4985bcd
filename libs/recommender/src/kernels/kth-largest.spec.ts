import { seededRandom } from '../random.js';
import { kthLargest } from './kth-largest.js';

describe('kthLargest', () => {
  it('finds each place of a small list with equal values', () => {
    const places = [5, 3, 3, 1].map((_, i) => kthLargest(Float64Array.of(3, 1, 5, 3), 4, i + 1));
    expect(places).toEqual([5, 3, 3, 1]);
  });

  it('looks at the first values only', () => {
    expect(kthLargest(Float64Array.of(1, 2, 99), 2, 1)).toBe(2);
  });

  it('agrees with sorting, whatever the order and however many are equal', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 200; round++) {
      const values = Float64Array.from({ length: 1 + Math.floor(random.uniform() * 60) }, () =>
        Math.floor(random.uniform() * 8),
      );
      const sorted = [...values].sort((a, b) => b - a);
      const k = 1 + Math.floor(random.uniform() * values.length);
      expect(kthLargest(values.slice(), values.length, k)).toBe(sorted[k - 1]);
    }
  });
});
