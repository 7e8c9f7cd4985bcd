import { catalogCoverage, gini } from './coverage.js';
import { novelty, popularityBias } from './novelty.js';
import { personalization } from './personalization.js';

/** Lists and training pairs whose values Evidently 0.7 computed; a … g are 1 … 7. */
const lists = [
  [1, 2, 3],
  [2, 3, 1],
  [1, 2, 5],
];
const training = [
  [6, 7],
  [1, 5, 7],
  [4, 7],
  [1, 2, 3, 7],
  [3, 4],
];
const ratersOf = (itemId: number): number => training.filter((items) => items.includes(itemId)).length;
const catalogue = new Set(training.flat());

describe('novelty', () => {
  it('agrees with Evidently', () => {
    expect(novelty(lists, ratersOf, 5)).toBeCloseTo(1.7663725393318066, 12);
  });

  it('is one bit for an item that half of the users rated, and nothing for one that all rated', () => {
    expect(novelty([[1]], () => 5, 10)).toBe(1);
    expect(novelty([[1]], () => 10, 10)).toBeCloseTo(0, 12);
  });

  it('leaves out items that nobody rated', () => {
    expect(novelty([[1, 2], [2]], (itemId) => (itemId === 1 ? 1 : 0), 4)).toBe(2);
    expect(novelty([[2]], () => 0, 4)).toBeNull();
    expect(novelty([], () => 1, 4)).toBeNull();
  });
});

describe('popularityBias', () => {
  it('agrees with Evidently', () => {
    expect(popularityBias(lists, ratersOf)).toBeCloseTo(1.5555555555555556, 12);
  });

  it('is null when nothing was served', () => {
    expect(popularityBias([[]], ratersOf)).toBeNull();
  });
});

describe('catalogCoverage', () => {
  it('agrees with Evidently', () => {
    expect(catalogCoverage(lists, catalogue)).toBeCloseTo(0.5714285714285714, 12);
  });

  it('does not count items outside the catalogue', () => {
    expect(catalogCoverage([[1, 99]], new Set([1, 2]))).toBe(0.5);
  });

  it('is 0 when nothing was served and null without a catalogue', () => {
    expect(catalogCoverage([], new Set([1]))).toBe(0);
    expect(catalogCoverage([[1]], new Set())).toBeNull();
  });
});

describe('gini', () => {
  it('agrees with Evidently over the items served', () => {
    expect(gini(lists)).toBeCloseTo(0.25925925925925924, 12);
  });

  it('is 0 when all are served equally often and 1 when one takes all', () => {
    expect(
      gini([
        [1, 2],
        [1, 2],
      ]),
    ).toBe(0);
    expect(gini([[1], [1]], 3)).toBe(1);
    expect(gini([[1]])).toBe(0);
  });

  it('counts items never served when the catalogue is given', () => {
    // counts 0, 0, 1, 1: (1·1 + 3·1) / (3 · 2)
    expect(gini([[1, 2]], 4)).toBeCloseTo(4 / 6, 12);
  });

  it('is null when nothing was served and refuses a catalogue that is too small', () => {
    expect(gini([])).toBeNull();
    expect(() => gini([[1, 2]], 1)).toThrow('2 items were served out of 1');
  });
});

describe('personalization', () => {
  it('agrees with Evidently', () => {
    expect(personalization(lists)).toBeCloseTo(0.22222222222222218, 12);
  });

  it('is 0 for equal lists and 1 for disjoint ones', () => {
    expect(
      personalization([
        [1, 2],
        [2, 1],
      ]),
    ).toBe(0);
    expect(
      personalization([
        [1, 2],
        [3, 4],
      ]),
    ).toBe(1);
  });

  it('is null when there is nothing to compare', () => {
    expect(personalization([[1, 2]])).toBeNull();
    expect(personalization([[], []])).toBeNull();
  });
});
