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
