import { FitCancelledError } from '../errors.js';
import type { ItemRating, UserScorer } from '../models/model.js';
import type { HeldOutUser } from './held-out-users.js';

export interface FoldInOptions {
  /** Lengths of lists for the recall. Default 20 and 50. */
  readonly recallAt?: readonly number[];
  /** Lengths of lists for the NDCG. Default 100. */
  readonly ndcgAt?: readonly number[];
  /** Asked before each user; true makes the evaluation throw `FitCancelledError`. */
  readonly shouldStop?: () => boolean;
  /** Told the share of users done, in (0, 1]. */
  readonly onProgress?: (ratio: number) => void;
}

/** A metric over users. */
export interface MeanOverUsers {
  /** In [0, 1]; NaN where there is no user. */
  readonly mean: number;
  /** Of the mean, from the spread between users; NaN with fewer than two. */
  readonly standardError: number;
  /** [users] in their order, for paired tests. */
  readonly values: Float64Array;
}

export interface FoldInMetrics {
  /** By the length of the list. */
  readonly truncatedRecall: ReadonlyMap<number, MeanOverUsers>;
  readonly ndcg: ReadonlyMap<number, MeanOverUsers>;
  /** How many different items the lists of the greatest length name. */
  readonly itemsServed: number;
  readonly evaluatedUsers: number;
}

/**
 * How well a model finds what people whom it never met like, from a part of their history. All items of the model are ranked,
 * save those that were folded in.
 *
 * The metrics are those of Liang et al. 2018 and of the papers that follow their protocol (Steck 2019; Rendle et al. 2022,
 * "Revisiting the performance of iALS on item recommendation benchmarks"):
 *
 *   recall@k = hits among the first k / min(k, |R|)                 R the held-out items: the usual recall divides by |R|
 *   NDCG@k   = Σ_hits 1 / log2(rank + 1) / Σ_{rank ≤ min(k, |R|)} 1 / log2(rank + 1)
 *
 * @throws FitCancelledError if `shouldStop` says so
 */
export function evaluateFoldIn(
  model: { foldIn(history: readonly ItemRating[]): UserScorer },
  users: readonly HeldOutUser[],
  { recallAt = [20, 50], ndcgAt = [100], shouldStop, onProgress }: FoldInOptions = {},
): FoldInMetrics {
  const length = Math.max(...recallAt, ...ndcgAt);
  const columns = (cutoffs: readonly number[]): Map<number, Float64Array> =>
    new Map(cutoffs.map((k) => [k, new Float64Array(users.length)]));
  const recalls = columns(recallAt);
  const ndcgs = columns(ndcgAt);
  const served = new Set<number>();
  users.forEach(({ history, heldOutItems }, row) => {
    if (shouldStop?.()) throw new FitCancelledError();
    const exclude = new Set(history.map(({ itemId }) => itemId));
    const list = model.foldIn(history).recommend(length, { exclude });
    const relevant = new Set(heldOutItems);
    const hits = list.map(({ itemId }) => relevant.has(itemId));
    for (const { itemId } of list) served.add(itemId);
    for (const [k, values] of recalls) values[row] = truncatedRecall(hits, relevant.size, k);
    for (const [k, values] of ndcgs) values[row] = binaryNdcg(hits, relevant.size, k);
    onProgress?.((row + 1) / users.length);
  });
  const means = (metrics: Map<number, Float64Array>): Map<number, MeanOverUsers> =>
    new Map(Array.from(metrics, ([k, values]) => [k, meanOver(values)]));
  return {
    truncatedRecall: means(recalls),
    ndcg: means(ndcgs),
    itemsServed: served.size,
    evaluatedUsers: users.length,
  };
}

/** @param hits  whether each place of a list is relevant, best first */
export function truncatedRecall(hits: readonly boolean[], relevantCount: number, k: number): number {
  return hits.slice(0, k).filter(Boolean).length / Math.min(k, relevantCount);
}

/** @param hits  whether each place of a list is relevant, best first */
export function binaryNdcg(hits: readonly boolean[], relevantCount: number, k: number): number {
  let gain = 0;
  let ideal = 0;
  for (let place = 0; place < k; place++) {
    const discount = 1 / Math.log2(place + 2);
    if (hits[place]) gain += discount;
    if (place < relevantCount) ideal += discount;
  }
  return gain / ideal;
}

function meanOver(values: Float64Array): MeanOverUsers {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length), values };
}
