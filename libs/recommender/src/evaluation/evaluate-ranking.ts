import type { Ratings } from '../data/ratings.js';
import { seededRandom } from '../random.js';
import { rankTopN } from '../ranking/top-n.js';

/**
 * Writes or returns the score of every item of the train set, by its item index, for one user.
 * −∞ (or NaN) keeps an item off the list.
 */
export type ScoreAll = (userId: number, trainSet: Ratings) => ArrayLike<number>;

export interface RankingOptions {
  /** Length of the lists. */
  readonly k: number;
  /** A held-out rating of at least this, in rating units, makes an item relevant. */
  readonly relevantFrom: number;
  /** At most so many users, drawn by `seed`; items are never sampled. All when left out. */
  readonly maxUsers?: number;
  readonly seed?: number;
  /** Called before each user with the share done; throws to stop. */
  readonly beforeUser?: (ratio: number) => void;
}

/** Means over the users evaluated, each in [0, 1]; NaN when there was none. */
export interface RankingMetrics {
  readonly ndcg: number;
  readonly recall: number;
  readonly precision: number;
  readonly hitRate: number;
  readonly mrr: number;
  readonly map: number;
  /** How many users the means are over: those with a relevant held-out item, or the sample of them. */
  readonly evaluatedUsers: number;
}

/** The metrics of one list. */
export type ListMetrics = Omit<RankingMetrics, 'evaluatedUsers'>;

/**
 * How well lists over the full catalogue find what users like among what was held out. All items of the train set are
 * ranked, save those that the user rated there; a user without a relevant held-out item is left out. Relevant items
 * that the train set does not know count as missed.
 *
 * Full ranking because metrics over sampled items can reorder models (Krichene & Rendle, KDD 2020).
 */
export function evaluateRanking(
  scoreAll: ScoreAll,
  trainSet: Ratings,
  testSet: Ratings,
  options: RankingOptions,
): RankingMetrics {
  const relevantOf = relevantItems(testSet, options.relevantFrom);
  const userIds = sampleUsers([...relevantOf.keys()], options);
  const sums = { ndcg: 0, recall: 0, precision: 0, hitRate: 0, mrr: 0, map: 0 };
  const rated = new Uint8Array(trainSet.items.size);
  userIds.forEach((userId, done) => {
    options.beforeUser?.(done / userIds.length);
    markRated(trainSet, userId, rated);
    const rows = rankTopN(scoreAll(userId, trainSet), (item) => rated[item] === 1, options.k);
    const list = rows.map((item) => trainSet.items.idAt(item));
    const metrics = listMetrics(list, relevantOf.get(userId)!, options.k);
    for (const name of Object.keys(sums) as (keyof ListMetrics)[]) sums[name] += metrics[name];
  });
  const means = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / userIds.length]));
  return { ...(means as unknown as ListMetrics), evaluatedUsers: userIds.length };
}

/**
 * The metrics of one list of up to `k` items against a user's relevant items R (not empty):
 *
 *   DCG = Σ_{hits} 1 / log2(rank + 1), NDCG = DCG / Σ_{rank ≤ min(|R|, k)} 1 / log2(rank + 1)
 *   recall = hits / |R|, precision = hits / k, hit rate = 1 if there is a hit, MRR = 1 / rank of the first hit
 *   MAP = Σ_{hits} (hits up to rank / rank) / min(|R|, k), the average precision of the list
 *
 * Binary gain, as in RecBole (evaluator/metrics.py). Ranks start at 1. Sources: Järvelin & Kekäläinen 2002 (NDCG),
 * Voorhees 1999 (MRR).
 */
export function listMetrics(list: readonly number[], relevant: ReadonlySet<number>, k: number): ListMetrics {
  const positions: number[] = [];
  list.slice(0, k).forEach((itemId, position) => {
    if (relevant.has(itemId)) positions.push(position);
  });
  return metricsOfHits(positions, relevant.size, k);
}

/**
 * The same from where the hits are.
 *
 * @param positions      of all hits of the list, 0-based, ascending; those from `k` on do not count
 * @param relevantCount  |R|, at least 1
 */
export function metricsOfHits(positions: readonly number[], relevantCount: number, k: number): ListMetrics {
  let hits = 0;
  let dcg = 0;
  let precisions = 0;
  for (const position of positions) {
    if (position >= k) break;
    hits++;
    dcg += discount(position);
    precisions += hits / (position + 1);
  }
  return {
    ndcg: dcg / idealDcg(Math.min(relevantCount, k)),
    recall: hits / relevantCount,
    precision: hits / k,
    hitRate: hits > 0 ? 1 : 0,
    mrr: hits > 0 ? 1 / (positions[0] + 1) : 0,
    map: precisions / Math.min(relevantCount, k),
  };
}

/** Ideal DCGs by number of hits, as far as they were asked for. */
const idealDcgs = [0];

function idealDcg(hits: number): number {
  while (idealDcgs.length <= hits) idealDcgs.push(idealDcgs.at(-1)! + discount(idealDcgs.length - 1));
  return idealDcgs[hits];
}

function discount(position: number): number {
  return 1 / Math.log2(position + 2);
}

/** The relevant held-out item ids of each user who has any, by user id. */
function relevantItems(testSet: Ratings, relevantFrom: number): Map<number, Set<number>> {
  const relevantOf = new Map<number, Set<number>>();
  for (let row = 0; row < testSet.length; row++) {
    if (testSet.values[row] < relevantFrom) continue;
    const userId = testSet.users.idAt(testSet.userIndices[row]);
    const relevant = relevantOf.get(userId) ?? new Set();
    relevantOf.set(userId, relevant.add(testSet.items.idAt(testSet.itemIndices[row])));
  }
  return relevantOf;
}

/** A sample without replacement, drawn from the ids in ascending order so that it does not depend on row order. */
export function sampleUsers(
  userIds: number[],
  { maxUsers = Infinity, seed = 0 }: { maxUsers?: number | undefined; seed?: number | undefined },
): number[] {
  userIds.sort((a, b) => a - b);
  if (userIds.length <= maxUsers) return userIds;
  const random = seededRandom(seed);
  for (let drawn = 0; drawn < maxUsers; drawn++) {
    const other = drawn + random.integer(userIds.length - drawn);
    [userIds[drawn], userIds[other]] = [userIds[other], userIds[drawn]];
  }
  return userIds.slice(0, maxUsers);
}

function markRated(trainSet: Ratings, userId: number, rated: Uint8Array): void {
  rated.fill(0);
  const user = trainSet.users.indexOf(userId);
  if (user < 0) return;
  const { offsets, others } = trainSet.byUser;
  for (let at = offsets[user]; at < offsets[user + 1]; at++) rated[others[at]] = 1;
}
