import type { RatingGroups } from '../data/ratings.js';

/** Biased matrix factorisation: r̂ = μ + b_u + b_i + p_u·q_i. */
export interface FactorParameters {
  readonly factorCount: number;
  readonly globalMean: number;
  /** [userCount] b_u */
  readonly userBiases: Float32Array;
  /** [itemCount] b_i */
  readonly itemBiases: Float32Array;
  /** [userCount × factorCount] p_u, row-major */
  readonly userFactors: Float32Array;
  /** [itemCount × factorCount] q_i, row-major */
  readonly itemFactors: Float32Array;
}

/**
 * Stochastic gradient descent over the ratings of users firstUser … endUser − 1, in the order of `byUser`:
 *
 *   e = r − μ − b_u − b_i − p_u·q_i
 *   b_u += γ (e − λ b_u)    b_i += γ (e − λ b_i)    p_u += γ (e q_i − λ p_u)    q_i += γ (e p_u − λ q_i)
 *
 * p_u and q_i are updated at once from their old values (Koren, Bell & Volinsky 2009, "Adding biases"; Surprise, SVD).
 * Updates `parameters` in place. Indices are trusted. Sums are in double precision, parameters are stored in single.
 *
 * @returns the sum of e², each taken before its update; not finite when the parameters are not
 */
export function sgdPass(
  byUser: RatingGroups,
  firstUser: number,
  endUser: number,
  parameters: FactorParameters,
  learningRate: number,
  regularisation: number,
): number {
  const { offsets, others, values } = byUser;
  const { factorCount, globalMean, userBiases, itemBiases, userFactors, itemFactors } = parameters;
  const keep = 1 - learningRate * regularisation;
  const unrolled = factorCount - (factorCount % 4);
  let squares = 0;
  for (let user = firstUser; user < endUser; user++) {
    const pu = user * factorCount;
    let userBias = userBiases[user];
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const item = others[at];
      const qi = item * factorCount;
      let dot0 = 0;
      let dot1 = 0;
      let dot2 = 0;
      let dot3 = 0;
      let factor = 0;
      for (; factor < unrolled; factor += 4) {
        dot0 += userFactors[pu + factor] * itemFactors[qi + factor];
        dot1 += userFactors[pu + factor + 1] * itemFactors[qi + factor + 1];
        dot2 += userFactors[pu + factor + 2] * itemFactors[qi + factor + 2];
        dot3 += userFactors[pu + factor + 3] * itemFactors[qi + factor + 3];
      }
      for (; factor < factorCount; factor++) dot0 += userFactors[pu + factor] * itemFactors[qi + factor];
      const itemBias = itemBiases[item];
      const error = values[at] - globalMean - userBias - itemBias - (dot0 + dot1 + (dot2 + dot3));
      squares += error * error;
      const step = learningRate * error;
      userBias = Math.fround(userBias * keep + step);
      itemBiases[item] = itemBias * keep + step;
      for (factor = 0; factor < factorCount; factor++) {
        const p = userFactors[pu + factor];
        const q = itemFactors[qi + factor];
        userFactors[pu + factor] = p * keep + step * q;
        itemFactors[qi + factor] = q * keep + step * p;
      }
    }
    userBiases[user] = userBias;
  }
  return squares;
}
