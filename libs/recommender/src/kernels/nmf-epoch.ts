import type { RatingGroups } from '../data/ratings.js';

/** A non-negative factorisation as it is trained: r̂ = μ + b_u + b_i + p_u·q_i, p and q ≥ 0. */
export interface NmfParameters {
  readonly factorCount: number;
  /** μ; 0 where there are no biases. */
  readonly globalMean: number;
  /** [userCount] b_u */
  readonly userBiases: Float64Array;
  /** [itemCount] b_i */
  readonly itemBiases: Float64Array;
  /** [userCount × factorCount] p_u ≥ 0, row-major */
  readonly userFactors: Float64Array;
  /** [itemCount × factorCount] q_i ≥ 0, row-major */
  readonly itemFactors: Float64Array;
}

/** γ and λ of the biases; γ 0 leaves them as they are. */
export interface NmfBiasStep {
  readonly learningRate: number;
  readonly regularisation: number;
}

/** What an epoch adds up for the items until it has seen all users. */
export class NmfItemSums {
  /** [itemCount × factorCount] Σ p_u r and Σ p_u r̂ */
  readonly wanted: Float64Array;
  readonly estimated: Float64Array;

  constructor({ itemFactors }: NmfParameters) {
    this.wanted = new Float64Array(itemFactors.length);
    this.estimated = new Float64Array(itemFactors.length);
  }

  clear(): void {
    this.wanted.fill(0);
    this.estimated.fill(0);
  }
}

/**
 * The first part of an epoch, for users first … end − 1: each gets
 *
 *   p_uf ← p_uf · Σ_i q_if r_ui / (Σ_i q_if r̂_ui + n_u λ_u p_uf)
 *
 * which is a step down the gradient of Σ (r − r̂)² + λ_u n_u |p_u|² of such a size that p stays non-negative; and `sums`
 * get its part of the items' (Luo et al. 2014, "An efficient non-negative matrix-factorization-based approach to
 * collaborative filtering"; Surprise, NMF). Items keep their factors until `updateItems`, so that the r̂ of an epoch are
 * all from old factors; biases are moved rating by rating, b += γ (r − r̂ − λ b).
 *
 * Updates `parameters` in place. Ratings are ≥ 0, and trusted.
 *
 * @returns the sum of (r − r̂)²
 */
export function updateUsers(
  byUser: RatingGroups,
  parameters: NmfParameters,
  sums: NmfItemSums,
  regularisation: number,
  biasStep: NmfBiasStep,
  first: number,
  end: number,
): number {
  const { offsets, others, values } = byUser;
  const { factorCount, globalMean, userBiases, itemBiases, userFactors, itemFactors } = parameters;
  const { wanted: itemsWanted, estimated: itemsEstimated } = sums;
  const wanted = new Float64Array(factorCount);
  const estimated = new Float64Array(factorCount);
  let squares = 0;
  for (let user = first; user < end; user++) {
    const pu = user * factorCount;
    wanted.fill(0);
    estimated.fill(0);
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const item = others[at];
      const qi = item * factorCount;
      const rating = values[at];
      let estimate = globalMean + userBiases[user] + itemBiases[item];
      for (let f = 0; f < factorCount; f++) estimate += userFactors[pu + f] * itemFactors[qi + f];
      const error = rating - estimate;
      squares += error * error;
      userBiases[user] += biasStep.learningRate * (error - biasStep.regularisation * userBiases[user]);
      itemBiases[item] += biasStep.learningRate * (error - biasStep.regularisation * itemBiases[item]);
      for (let f = 0; f < factorCount; f++) {
        const p = userFactors[pu + f];
        const q = itemFactors[qi + f];
        wanted[f] += q * rating;
        estimated[f] += q * estimate;
        itemsWanted[qi + f] += p * rating;
        itemsEstimated[qi + f] += p * estimate;
      }
    }
    const penalty = (offsets[user + 1] - offsets[user]) * regularisation;
    for (let f = 0; f < factorCount; f++) {
      userFactors[pu + f] = scaled(userFactors[pu + f], wanted[f], estimated[f], penalty);
    }
  }
  return squares;
}

/** The second part: items by the sums over all users, as users above. */
export function updateItems(
  itemOffsets: Int32Array,
  { factorCount, itemFactors }: NmfParameters,
  sums: NmfItemSums,
  regularisation: number,
): void {
  for (let at = 0; at < itemFactors.length; at++) {
    const item = Math.floor(at / factorCount);
    const penalty = (itemOffsets[item + 1] - itemOffsets[item]) * regularisation;
    itemFactors[at] = scaled(itemFactors[at], sums.wanted[at], sums.estimated[at], penalty);
  }
}

/** Left as it is where there is nothing to divide by: the factor is 0 then, or biases alone estimate less than 0. */
function scaled(factor: number, wanted: number, estimated: number, penalty: number): number {
  const divisor = estimated + penalty * factor;
  return divisor > 0 ? (factor * wanted) / divisor : factor;
}
