import type { RatingGroups } from '../data/ratings.js';
import type { PaddedFactors, SgdStep } from './sgd-block.js';

/** The sizes of one epoch's steps. */
export interface SvdPlusPlusStep extends SgdStep {
  /** What is held near 0: the sum of a user's implicit factors, or each of them. */
  readonly implicitPenalty: 'sum' | 'each';
}

/** Factors of SVD++ as they are trained. */
export interface ImplicitFactors extends PaddedFactors {
  /** [itemCount × rowLength] y_j, what it says of a user to have rated an item, whatever the rating. */
  readonly implicitFactors: Float32Array;
}

/** Ratings by user, `values` each less the mean of all. */
export type CentredRatings = Pick<RatingGroups, 'offsets' | 'others' | 'values'>;

/**
 * Stochastic gradient descent over the ratings of users first … end − 1, in their order:
 *
 *   r̂ = μ + b_u + b_i + q_i·(p_u + |N(u)|^−½ Σ_{j ∈ N(u)} y_j)       N(u) = the items that u rated
 *
 *   e = r − r̂
 *   b_u += γ' (e − λ' b_u)    b_i += γ' (e − λ' b_i)    p_u += γ (e q_i − λ p_u)
 *   q_i += γ (e (p_u + |N(u)|^−½ Σ y_j) − λ q_i)        y_j += γ (e |N(u)|^−½ q_i − λ y_j) for every j of N(u)
 *
 * (Koren 2008, "Factorization meets the neighborhood", 5; Surprise, SVDpp), all from their old values. That is what is
 * computed, but not how. One step of y costs as much as the user has ratings, and Surprise takes it for each of them.
 * But every step shrinks all y_j of the user by the same κ = 1 − γλ and moves them by the same vector, as it moves p_u:
 * after n ratings p_u ← κⁿ p_u + g and y_j ← κⁿ y_j + |N(u)|^−½ g, with one g. So it is enough to follow what enters r̂,
 *
 *   w = p_u + |N(u)|^−½ Σ y_j        w ← κ w + 2 γ e q_i        in the end  g = (w − κⁿ w₀) / 2
 *
 * and to write p_u and the y_j once a user.
 *
 * That is with a penalty on each y_j, which all users of an item apply for each of their ratings: much, where ratings are
 * many and steps are large. A penalty on the sum z = |N(u)|^−½ Σ y_j instead changes the last step to
 *
 *   y_j += γ |N(u)|^−½ (e q_i − λ z)        after n ratings  y_j ← y_j + |N(u)|^−½ (g − (1 − κⁿ) z₀)
 *
 * Updates `factors` in place. Sums are in double precision, parameters are
 * stored in single; the kernel of assembly/svd-plus-plus.ts does the same in single throughout.
 *
 * @param errors  [n] written where given: e of each rating
 * @returns the sum of e², each taken before its update
 */
export function svdPlusPlusPass(
  ratings: CentredRatings,
  factors: ImplicitFactors,
  step: SvdPlusPlusStep,
  first: number,
  end: number,
  errors: Float32Array | null = null,
): number {
  const { offsets, others, values } = ratings;
  const { rowLength, itemFactors, userBiases, itemBiases } = factors;
  const { learningRate, biasLearningRate } = step;
  const keep = 1 - learningRate * step.regularisation;
  const biasKeep = 1 - biasLearningRate * step.biasRegularisation;
  let squares = 0;
  for (let user = first; user < end; user++) {
    const [from, to] = [offsets[user], offsets[user + 1]];
    if (from === to) continue;
    const before = tasteOf(ratings, factors, user);
    const taste = before.slice();
    for (let at = from; at < to; at++) {
      const item = others[at];
      const qi = item * rowLength;
      let product = 0;
      for (let x = 0; x < rowLength; x++) product += taste[x] * itemFactors[qi + x];
      const error = values[at] - userBiases[user] - itemBiases[item] - product;
      squares += error * error;
      if (errors) errors[at] = error;
      userBiases[user] = userBiases[user] * biasKeep + biasLearningRate * error;
      itemBiases[item] = itemBiases[item] * biasKeep + biasLearningRate * error;
      for (let x = 0; x < rowLength; x++) {
        const w = taste[x];
        const q = itemFactors[qi + x];
        taste[x] = w * keep + 2 * learningRate * error * q;
        itemFactors[qi + x] = q * keep + learningRate * error * w;
      }
    }
    writeBack(ratings, factors, user, { before, taste, kept: keep ** (to - from), step });
  }
  return squares;
}

interface Walked {
  /** [rowLength] w₀ and w */
  readonly before: Float64Array;
  readonly taste: Float64Array;
  /** κⁿ */
  readonly kept: number;
  readonly step: SvdPlusPlusStep;
}

/** From what w has become to p_u and the y_j. */
function writeBack(
  { offsets, others }: CentredRatings,
  { rowLength, userFactors, implicitFactors }: ImplicitFactors,
  user: number,
  { before, taste, kept, step }: Walked,
): void {
  const ofSum = step.implicitPenalty === 'sum';
  const norm = 1 / Math.sqrt(offsets[user + 1] - offsets[user]);
  const change = new Float64Array(rowLength);
  for (let x = 0; x < rowLength; x++) {
    const p = userFactors[user * rowLength + x];
    const gained = (taste[x] - kept * before[x]) / 2;
    userFactors[user * rowLength + x] = kept * p + gained;
    change[x] = norm * (ofSum ? gained - (1 - kept) * (before[x] - p) : gained);
  }
  for (let at = offsets[user]; at < offsets[user + 1]; at++) {
    const start = others[at] * rowLength;
    for (let x = 0; x < rowLength; x++) {
      implicitFactors[start + x] = (ofSum ? 1 : kept) * implicitFactors[start + x] + change[x];
    }
  }
}

/** w = p_u + |N(u)|^−½ Σ y_j, [rowLength] */
export function tasteOf(
  { offsets, others }: CentredRatings,
  { rowLength, userFactors, implicitFactors }: ImplicitFactors,
  user: number,
): Float64Array {
  const taste = new Float64Array(rowLength);
  const [from, to] = [offsets[user], offsets[user + 1]];
  for (let at = from; at < to; at++) {
    for (let x = 0; x < rowLength; x++) taste[x] += implicitFactors[others[at] * rowLength + x];
  }
  const norm = to > from ? 1 / Math.sqrt(to - from) : 0;
  return taste.map((sum, x) => userFactors[user * rowLength + x] + norm * sum);
}
