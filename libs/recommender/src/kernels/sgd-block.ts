/** Biased matrix factorisation laid out for training: rows padded, users and items renumbered. */
export interface PaddedFactors {
  /** Floats from one row to the next: the number of factors rounded up to a multiple of 16, the rest 0. */
  readonly rowLength: number;
  /** [userCount × rowLength] p_u */
  readonly userFactors: Float32Array;
  /** [itemCount × rowLength] q_i */
  readonly itemFactors: Float32Array;
  /** [userCount] b_u */
  readonly userBiases: Float32Array;
  /** [itemCount] b_i */
  readonly itemBiases: Float32Array;
}

/** Ratings of a range of users for a range of items. */
export interface RatingBlock {
  /** Index of the block's first user. */
  readonly firstUser: number;
  /** [users of the block + 1] ratings of the n-th user are at offsets[n] … offsets[n + 1] − 1 */
  readonly offsets: Int32Array;
  /** Item index of each rating, of all blocks. */
  readonly items: Int32Array;
  /** Each rating less the mean of all, of all blocks. */
  readonly values: Float32Array;
}

/** The sizes of one epoch's steps. */
export interface SgdStep {
  readonly learningRate: number;
  readonly regularisation: number;
  readonly biasLearningRate: number;
  readonly biasRegularisation: number;
}

/**
 * Stochastic gradient descent over one block, user by user:
 *
 *   e = (r − μ) − b_u − b_i − p_u·q_i
 *   b_u += γ' (e − λ' b_u)    b_i += γ' (e − λ' b_i)    p_u += γ (e q_i − λ p_u)    q_i += γ (e p_u − λ q_i)
 *
 * p_u and q_i at once from their old values (Koren, Bell & Volinsky 2009, "Adding biases"). Updates `factors` in place.
 * The kernels of assembly/sgd.ts do the same in single precision throughout.
 *
 * @param from  first user wanted, counted within the block
 * @param to    the user after the last one wanted
 * @returns the sum of e², each taken before its update
 */
export function sgdBlock(
  block: RatingBlock,
  factors: PaddedFactors,
  step: SgdStep,
  from = 0,
  to = block.offsets.length - 1,
): number {
  const { firstUser, offsets, items, values } = block;
  const { rowLength, userFactors, itemFactors, userBiases, itemBiases } = factors;
  const { learningRate, biasLearningRate } = step;
  const keep = 1 - learningRate * step.regularisation;
  const biasKeep = 1 - biasLearningRate * step.biasRegularisation;
  let squares = 0;
  for (let user = from; user < to; user++) {
    const pu = (firstUser + user) * rowLength;
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const item = items[at];
      const qi = item * rowLength;
      let product = 0;
      for (let x = 0; x < rowLength; x++) product += userFactors[pu + x] * itemFactors[qi + x];
      const userBias = userBiases[firstUser + user];
      const itemBias = itemBiases[item];
      const error = values[at] - userBias - itemBias - product;
      squares += error * error;
      userBiases[firstUser + user] = userBias * biasKeep + biasLearningRate * error;
      itemBiases[item] = itemBias * biasKeep + biasLearningRate * error;
      for (let x = 0; x < rowLength; x++) {
        const p = userFactors[pu + x];
        const q = itemFactors[qi + x];
        userFactors[pu + x] = p * keep + learningRate * error * q;
        itemFactors[qi + x] = q * keep + learningRate * error * p;
      }
    }
  }
  return squares;
}
