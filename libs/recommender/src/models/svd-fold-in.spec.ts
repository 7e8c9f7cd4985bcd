import { seededRandom } from '../random.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import { foldInUser } from './svd-fold-in.js';

describe('foldInUser', () => {
  it('with one factor and one rating: b = y / (1 + q² + λ), p = q b', () => {
    const parameters: FactorParameters = {
      factorCount: 1,
      globalMean: 3,
      userBiases: Float32Array.of(0),
      itemBiases: Float32Array.of(0.5),
      userFactors: Float32Array.of(0),
      itemFactors: Float32Array.of(2),
    };
    const history = [{ itemIndex: 0, rating: 5 }];
    const { userBias, userFactors } = foldInUser(history, parameters, { perUser: 2, perRating: 1 });
    expect(userBias).toBeCloseTo(1.5 / (1 + 4 + 3), 12);
    expect(userFactors[0]).toBeCloseTo((2 * 1.5) / (1 + 4 + 3), 6);
  });
});

describe.each([
  [64, 30],
  [64, 300],
  [100, 75],
  [128, 1000],
])('foldInUser with %i factors and %i ratings', (factorCount, count) => {
  const random = seededRandom(9);
  const normals = (length: number) => Float32Array.from({ length }, () => 0.3 * random.normal());
  const parameters: FactorParameters = {
    factorCount,
    globalMean: 3.5,
    userBiases: new Float32Array(1),
    itemBiases: normals(1200),
    userFactors: new Float32Array(factorCount),
    itemFactors: normals(1200 * factorCount),
  };
  const history = Array.from({ length: count }, (_, n) => ({ itemIndex: n, rating: 1 + (n % 9) / 2 }));

  it('gives by the kernel what the parts that each rating adds, in double precision, add up to', () => {
    const user = foldInUser(history, parameters, { perUser: 4, perRating: 0.06 });
    for (const itemIndex of [0, 500, 1100]) {
      let estimate = user.userBias;
      for (let x = 0; x < factorCount; x++) {
        estimate += user.userFactors[x] * parameters.itemFactors[itemIndex * factorCount + x];
      }
      const sum = user.contributions(itemIndex).reduce((total, part) => total + part, 0);
      expect(Math.abs(estimate - sum)).toBeLessThan(1e-5);
    }
  });
});
