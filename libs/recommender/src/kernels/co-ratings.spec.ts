import { addCoRatings, similarityOf, sumsPerPair, type Similarity } from './co-ratings.js';

describe('similarityOf', () => {
  const groups = { offsets: Int32Array.of(0, 1), others: Int32Array.of(0), values: new Float64Array(1) };
  const similarity = (kind: Similarity, pairs: [number, number][], minSupport = 1): number => {
    const sums = new Float64Array(sumsPerPair(kind));
    for (const [a, b] of pairs) addCoRatings(kind, { ...groups, values: Float64Array.of(b) }, 0, 1, a, sums);
    return similarityOf(kind, sums, 0, minSupport);
  };

  it('is 1 / (mean squared difference + 1), the cosine, the correlation', () => {
    const pairs: [number, number][] = [
      [1, 2],
      [2, 4],
      [3, 6],
    ];
    expect(similarity('msd', pairs)).toBeCloseTo(1 / (14 / 3 + 1), 12);
    expect(similarity('cosine', pairs)).toBe(1);
    expect(similarity('pearson', pairs)).toBe(1);
    expect(
      similarity('pearson', [
        [1, 5],
        [5, 1],
      ]),
    ).toBe(-1);
  });

  it('is 0 without enough in common, and where the formula divides by 0', () => {
    for (const kind of ['msd', 'cosine', 'pearson'] as const) {
      expect(similarity(kind, [])).toBe(0);
      expect(
        similarity(
          kind,
          [
            [1, 1],
            [2, 2],
          ],
          3,
        ),
      ).toBe(0);
    }
    expect(
      similarity('pearson', [
        [3, 1],
        [3, 5],
      ]),
    ).toBe(0);
  });
});
