import { calibrationDivergence, calibrationMargin, genreShares } from './calibration.js';
import { pickGreedily } from './margin.js';

describe('genreShares', () => {
  it('shares a weight equally among the genres of an item', () => {
    const items = [
      { genres: [0, 1], weight: 2 },
      { genres: [1], weight: 1 },
      { genres: [], weight: 5 },
      { genres: [2], weight: -1 },
    ];
    expect(genreShares(items, 3)).toEqual(Float64Array.of(1 / 3, 2 / 3, 0));
  });

  it('knows nothing of somebody who likes nothing', () => {
    expect(genreShares([{ genres: [0], weight: 0 }], 2)).toBeNull();
    expect(genreShares([], 2)).toBeNull();
  });
});

describe('calibrationDivergence', () => {
  it('is 0 for the same shares and agrees with an example worked by hand', () => {
    expect(calibrationDivergence([0.7, 0.3], [0.7, 0.3])).toBeCloseTo(0, 12);
    // q̃ = (0.99 + 0.01·0.7, 0.01·0.3) = (0.997, 0.003)
    const byHand = 0.7 * Math.log(0.7 / 0.997) + 0.3 * Math.log(0.3 / 0.003);
    expect(calibrationDivergence([0.7, 0.3], [1, 0])).toBeCloseTo(byHand, 12);
  });

  it('is ln 100 where nothing of what is liked is in the list', () => {
    expect(calibrationDivergence([0.4, 0.6, 0], [0, 0, 1])).toBeCloseTo(Math.log(100), 12);
  });
});

describe('calibrationMargin', () => {
  const liked = Float64Array.of(0.7, 0.3);
  /** Ten romances, then ten dramas. */
  const genresOf = (row: number): number[] => [row < 10 ? 0 : 1];

  it('picks the genres in the shares that are liked', () => {
    const list = pickGreedily(20, 10, calibrationMargin(liked, genresOf));
    expect(list.filter((row) => row < 10)).toHaveLength(7);
  });

  it('is minus the divergence of the list with the row', () => {
    const margin = calibrationMargin(liked, genresOf);
    [0, 1, 10].forEach((row) => margin.take(row));
    expect(margin.of(2)).toBeCloseTo(-calibrationDivergence(liked, [3 / 4, 1 / 4]), 12);
    expect(margin.of(11)).toBeCloseTo(-calibrationDivergence(liked, [1 / 2, 1 / 2]), 12);
  });

  it('lets an item without genres change nothing', () => {
    const margin = calibrationMargin(liked, (row) => (row === 0 ? [] : [0]));
    expect(margin.of(0)).toBeCloseTo(-Math.log(100), 12);
    margin.take(1);
    margin.take(0);
    expect(margin.of(0)).toBeCloseTo(-calibrationDivergence(liked, [1, 0]), 12);
  });
});
