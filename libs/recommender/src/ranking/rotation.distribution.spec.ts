import { seededRandom } from '../random.js';
import { rotate } from './rotation.js';

const pool = ['a', 'b', 'c', 'd'];

describe('rotate', () => {
  it('leaves the list as it is, for certain, at a rate of 0', () => {
    expect(rotate(pool, 2, 0, seededRandom(1))).toEqual({ list: ['a', 'b'], propensities: [1, 1] });
    expect(rotate([], 3, 0.5, seededRandom(1))).toEqual({ list: [], propensities: [] });
    expect(() => rotate(pool, 2, 1.1, seededRandom(1))).toThrow(RangeError);
  });

  it('puts every entry at every place as often as it says', () => {
    const [draws, rate] = [40_000, 0.4];
    const random = seededRandom(7);
    const seen = new Map<string, { times: number; propensity: number }>();
    for (let draw = 0; draw < draws; draw++) {
      const { list, propensities } = rotate(pool, 3, rate, random);
      expect(new Set(list).size).toBe(3);
      list.forEach((entry, place) => {
        const key = `${entry}${place}`;
        const one = seen.get(key) ?? { times: 0, propensity: propensities[place] };
        expect(one.propensity).toBe(propensities[place]);
        seen.set(key, { ...one, times: one.times + 1 });
      });
    }
    expect(seen.size).toBe(12);
    expect(seen.get('a0')!.propensity).toBeCloseTo(0.7, 12);
    expect(seen.get('d0')!.propensity).toBeCloseTo(0.1, 12);
    for (const { times, propensity } of seen.values()) {
      const error = Math.sqrt((propensity * (1 - propensity)) / draws);
      expect(Math.abs(times / draws - propensity)).toBeLessThan(4 * error);
    }
  });
});
