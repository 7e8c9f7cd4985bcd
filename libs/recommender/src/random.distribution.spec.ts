import { seededRandom } from './random.js';

const draws = 200_000;

function moments(next: () => number): { mean: number; deviation: number; kurtosis: number } {
  const values = Float64Array.from({ length: draws }, next);
  const mean = values.reduce((sum, value) => sum + value, 0) / draws;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws;
  const fourth = values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / draws;
  return { mean, deviation: Math.sqrt(variance), kurtosis: fourth / variance ** 2 };
}

describe('seededRandom', () => {
  it('repeats itself for the same seed and not for another', () => {
    const stream = (seed: number): number[] => {
      const random = seededRandom(seed);
      return [random.uniform(), random.normal(), random.normal(), random.integer(1000)];
    };
    expect(stream(42)).toEqual(stream(42));
    const firsts = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 53, -1, 0.5].map((seed) =>
      seededRandom(seed).uniform(),
    );
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('draws uniformly from [0, 1): mean ½, deviation 1/√12, kurtosis 1.8', () => {
    const { mean, deviation, kurtosis } = moments(seededRandom(1).uniform);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(deviation).toBeCloseTo(Math.sqrt(1 / 12), 2);
    expect(kurtosis).toBeCloseTo(1.8, 1);
  });

  it('draws standard normals: mean 0, deviation 1, kurtosis 3, 4.55 % beyond two deviations', () => {
    const { mean, deviation, kurtosis } = moments(seededRandom(2).normal);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(deviation).toBeCloseTo(1, 2);
    expect(kurtosis).toBeCloseTo(3, 1);
    const random = seededRandom(3);
    let beyond = 0;
    for (let draw = 0; draw < draws; draw++) if (Math.abs(random.normal()) > 2) beyond++;
    expect(beyond / draws).toBeCloseTo(0.0455, 2);
  });

  it('draws whole numbers below the bound, each as often as the others', () => {
    const random = seededRandom(4);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < draws; draw++) counts[random.integer(10)]++;
    for (const count of counts) expect(Math.abs(count / draws - 0.1)).toBeLessThan(0.005);
  });

  it.each([NaN, Infinity])('refuses the seed %p', (seed) => {
    expect(() => seededRandom(seed)).toThrow(RangeError);
  });
});
