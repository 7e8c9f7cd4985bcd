import { IdIndex } from '../data/id-index.js';
import { expectedRatings } from './expected-rating.js';
import { itemPriors } from './priors.js';

const items = IdIndex.ofDistinct([10, 20, 30]);
/** Global mean 3.5; qualities 3.8 (30 ratings of 4), 3 (10 of 2), 3.5 (none). */
const priors = itemPriors([30, 10, 0], [4, 2, NaN]);
const scale = { min: 1, max: 5 };

describe('expectedRatings', () => {
  it('is what everybody gives, for somebody of whom nothing is known', () => {
    const expected = expectedRatings([{ itemId: 99, rating: 5 }], items, priors, scale);
    expect(expected(0)).toBeCloseTo(3.8, 6);
    expect(expected(2)).toBeCloseTo(3.5, 6);
  });

  it('adds how much more generous somebody is, with caution', () => {
    const expected = expectedRatings([{ itemId: 20, rating: 4.2 }], items, priors, scale);
    expect(expected(0)).toBeCloseTo(3.8 + 1.2 / 6, 6);
  });

  it('stays on the scale', () => {
    const history = Array.from({ length: 50 }, () => ({ itemId: 20, rating: 5 }));
    expect(expectedRatings(history, items, priors, scale)(0)).toBe(5);
  });
});
