import { mixBits } from '../data/row-hash.js';

/** Words of a walk, as assembly/bpr.ts lays them out. */
export const WALK_WORDS = 16;
/** Draws for a negative before a positive is passed over: the user likes nearly all there is to draw from. */
export const NEGATIVE_TRIES = 16;

/** Walks on through the positives of some users: see assembly/bpr.ts. Addresses are in bytes. */
export type BprWalkKernel = (
  walk: number,
  count: number,
  rowBytes: number,
  items: number,
  marks: number,
  userFactors: number,
  itemFactors: number,
  itemBiases: number,
  learningRate: number,
  keep: number,
  tries: number,
) => number;

/** Positives of a part of the users for a part of the items. */
export interface PositiveBlock {
  /** [users of the part + 1] positives of the n-th user are at offsets[n] … offsets[n + 1] − 1 */
  readonly offsets: Int32Array;
  readonly firstItem: number;
  readonly itemCount: number;
}

/** Where a walk through the positives of a part of the users for two parts of the items stands. */
export interface BprWalk {
  readonly firstUser: number;
  readonly userCount: number;
  readonly blocks: readonly [PositiveBlock, PositiveBlock];
  /** Share of negatives that come from the positive's own part of the items, in 2³². */
  readonly ownShare: number;
  /** The user at hand, counted within the part. */
  user: number;
  /** State of the random draws, 32 bits. */
  state: number;
}

/** What is learnt, rows padded with zeros to a multiple of 16 floats, and what it is learnt from. */
export interface BprFactors {
  readonly rowLength: number;
  /** Item of each positive, of all blocks. */
  readonly items: Int32Array;
  /** [itemCount] the last user, plus one, who was met and likes the item. */
  readonly marks: Int32Array;
  /** [userCount × rowLength] p_u */
  readonly userFactors: Float32Array;
  /** [itemCount × rowLength] q_i */
  readonly itemFactors: Float32Array;
  /** [itemCount] b_i */
  readonly itemBiases: Float32Array;
}

/**
 * Stochastic gradient descent on −ln σ(x) + λ/2 |parameters|² of each triple, x = b_i − b_j + p_u·(q_i − q_j): the positive i
 * should come before the negative j, which is drawn until it is none of the user's positives (Rendle et al. 2009, "BPR").
 *
 *   g = 1 / (1 + eˣ)    p_u += γ (g (q_i − q_j) − λ p_u)    q_i += γ (g p_u − λ q_i)    q_j += γ (− g p_u − λ q_j)
 *
 * and likewise the biases, all from their old values. Walks on through whole users until `count` positives are done, or all.
 * The kernel of assembly/bpr.ts draws the same negatives, and computes in single precision throughout.
 *
 * @returns the number of positives met; 0 at the end of the walk
 */
export function bprWalk(
  walk: BprWalk,
  factors: BprFactors,
  count: number,
  learningRate: number,
  regularisation: number,
): number {
  const { items, marks } = factors;
  let done = 0;
  for (; walk.user < walk.userCount && done < count; walk.user++) {
    const user = walk.firstUser + walk.user;
    for (const { offsets } of walk.blocks) {
      for (let at = offsets[walk.user]; at < offsets[walk.user + 1]; at++) marks[items[at]] = user + 1;
    }
    for (const half of [0, 1]) {
      const { offsets } = walk.blocks[half];
      for (let at = offsets[walk.user]; at < offsets[walk.user + 1]; at++) {
        done++;
        const negative = drawNegative(walk, half, marks, user + 1);
        if (negative >= 0) learn(factors, user, items[at], negative, learningRate, regularisation);
      }
    }
  }
  return done;
}

function drawNegative(walk: BprWalk, half: number, marks: Int32Array, sign: number): number {
  for (let n = 0; n < NEGATIVE_TRIES; n++) {
    const own = next(walk) < walk.ownShare;
    const { firstItem, itemCount } = walk.blocks[own ? half : 1 - half];
    const item = firstItem + Math.floor((next(walk) * itemCount) / 2 ** 32);
    if (itemCount > 0 && marks[item] !== sign) return item;
  }
  return -1;
}

function next(walk: BprWalk): number {
  const drawn = mixBits(walk.state);
  walk.state = (walk.state + 1) >>> 0;
  return drawn;
}

function learn(
  { rowLength, userFactors, itemFactors, itemBiases }: BprFactors,
  user: number,
  positive: number,
  negative: number,
  learningRate: number,
  regularisation: number,
): void {
  const [p, q, r] = [user * rowLength, positive * rowLength, negative * rowLength];
  const keep = 1 - learningRate * regularisation;
  let difference = itemBiases[positive] - itemBiases[negative];
  for (let f = 0; f < rowLength; f++) {
    difference += userFactors[p + f] * (itemFactors[q + f] - itemFactors[r + f]);
  }
  const step = learningRate / (1 + Math.exp(difference));
  itemBiases[positive] = itemBiases[positive] * keep + step;
  itemBiases[negative] = itemBiases[negative] * keep - step;
  for (let f = 0; f < rowLength; f++) {
    const [oldP, oldQ, oldR] = [userFactors[p + f], itemFactors[q + f], itemFactors[r + f]];
    userFactors[p + f] = oldP * keep + step * (oldQ - oldR);
    itemFactors[q + f] = oldQ * keep + step * oldP;
    itemFactors[r + f] = oldR * keep - step * oldP;
  }
}
