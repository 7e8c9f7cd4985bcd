import { seededRandom } from '../random.js';
import { choiceParzen, normalShare, numericParzen } from './parzen.js';

describe('numericParzen', () => {
  const interval = { low: -2, high: 6 };

  it.each([{ places: [] }, { places: [1] }, { places: [-2, 6, 5.9, 2] }, { places: [3, 3, 3] }])(
    'is a density over the interval around $places',
    ({ places }) => {
      const { logDensity } = numericParzen(places, interval);
      const steps = 4000;
      let mass = 0;
      for (let step = 0; step < steps; step++) mass += Math.exp(logDensity(-2 + (8 * (step + 0.5)) / steps));
      expect((mass * 8) / steps).toBeCloseTo(1, 3);
    },
  );

  it('draws by its density, never beyond the ends', () => {
    const estimator = numericParzen([5.5, 5.6, 5.7, 5.8, 5.9], interval);
    const random = seededRandom(1);
    const drawn = Array.from({ length: 4000 }, () => estimator.draw(random));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(6);
    let expected = 0;
    for (let place = 4.0005; place < 6; place += 0.001)
      expected += 0.001 * Math.exp(estimator.logDensity(place));
    // 4,000 draws: three standard deviations are below 0.025.
    expect(drawn.filter((place) => place >= 4).length / 4000).toBeCloseTo(expected, 1);
    expect(expected).toBeGreaterThan(0.7);
  });
});

describe('choiceParzen', () => {
  it('counts every choice once more than it was seen', () => {
    const { logDensity } = choiceParzen([2, 2, 0], 3);
    expect([0, 1, 2].map((choice) => Math.exp(logDensity(choice)))).toEqual([
      expect.closeTo(2 / 6, 12),
      expect.closeTo(1 / 6, 12),
      expect.closeTo(3 / 6, 12),
    ]);
  });
});

describe('normalShare', () => {
  it('has the values of a table', () => {
    expect(normalShare(0)).toBeCloseTo(0.5, 6);
    expect(normalShare(1.96)).toBeCloseTo(0.9750021, 6);
    expect(normalShare(-1)).toBeCloseTo(0.1586553, 6);
  });
});
