import { groupRows, meanOf, type RecommendationRows } from './rows.js';

export interface EvidentlyOptions {
  /** Whether predictions are scores, which are ranked first, or ranks. Default 'score'. */
  readonly recomType?: 'score' | 'rank';
  /** A target of at least this counts as 1, all others as 0; 0 and left out: targets stay. */
  readonly minRelScore?: number;
  /** Whether people without a positive row count too. Default false. */
  readonly noFeedbackUsers?: boolean;
}

/** By k from 1 at index 0, up to the least of max(k, 10) and the longest list. */
export type ByK = readonly number[];

export interface EvidentlyTopK {
  /** mean over users of hits@k / min(list size, k) */
  readonly precision: ByK;
  /** mean over users of hits@k / positives of the user among the rows */
  readonly recall: ByK;
  /** mean over users of Σ_{j≤k} P@j · rel_j / positives, rel_j the target of the last row with rank ≤ j */
  readonly map: ByK;
  /** mean over users of Σ_{j≤k} R@j · rel_j / positives */
  readonly mar: ByK;
}

interface UserRows {
  readonly targets: number[];
  /** Whole numbers; under ties the average rank, cut off. */
  readonly ranks: number[];
}

const leastDepth = 10;

/**
 * Precision, recall, MAP and MAR of Evidently 0.7 (`PrecisionRecallCalculation`). Two traits to know: all positives are
 * those among the rows given, so a list that misses a film is not told; and `map` and `mar` read the relevance at a rank
 * from the last row with at most that rank, so rows must be in rank order for them to mean what their names say.
 */
export function evidentlyTopK(
  rows: RecommendationRows,
  k: number,
  options: EvidentlyOptions = {},
): EvidentlyTopK {
  const users = [...userRows(rows, { ...options, noFeedbackUsers: true }, true).values()];
  const counted = options.noFeedbackUsers ? users : users.filter(({ targets }) => sum(targets) > 0);
  const longest = users.reduce((most, { targets }) => Math.max(most, targets.length), 0);
  const depth = Math.min(longest, Math.max(k, leastDepth));
  const curves = counted.map((user) => topKOfUser(user, depth));
  const mean = (name: keyof EvidentlyTopK): number[] =>
    Array.from({ length: depth }, (_, at) => meanOf(curves.map((curve) => curve[name][at])));
  return { precision: mean('precision'), recall: mean('recall'), map: mean('map'), mar: mean('mar') };
}

/** (1 + β²) P R / (β² P + R) of the means, not the mean of each user's. NaN where both are 0. */
export function evidentlyFBeta(
  { precision, recall }: Pick<EvidentlyTopK, 'precision' | 'recall'>,
  beta = 1,
): ByK {
  return precision.map((p, at) => ((1 + beta ** 2) * p * recall[at]) / (beta ** 2 * p + recall[at]));
}

/**
 * Mean over users of DCG@k / IDCG@k with linear gain (the target itself), discount 1 / log2(rank + 1), the ideal order
 * taken from the user's own rows; 0 where IDCG is 0. `NDCGKMetric`.
 */
export function evidentlyNdcg(rows: RecommendationRows, k: number, options: EvidentlyOptions = {}): ByK {
  const users = [...userRows(rows, options, false).values()];
  const ideals = users.map(({ targets }) => [...targets].sort((a, b) => b - a));
  return byDepth(users, k, (depth) =>
    meanOf(
      users.map(({ targets, ranks }, user) => {
        const dcg = sum(
          targets.map((gain, at) => (ranks[at] <= depth ? gain / Math.log2(ranks[at] + 1) : 0)),
        );
        const idcg = sum(ideals[user].slice(0, depth).map((gain, at) => gain / Math.log2(at + 2)));
        return idcg === 0 ? 0 : dcg / idcg;
      }),
    ),
  );
}

/** Mean over users of 1 / rank of the first hit within k, 0 without one. `MRRKMetric`. */
export function evidentlyMrr(rows: RecommendationRows, k: number, options: EvidentlyOptions = {}): ByK {
  const users = [...userRows(rows, options, true).values()];
  const first = users.map(firstHit);
  return byDepth(users, k, (depth) => meanOf(first.map((rank) => (rank <= depth ? 1 / rank : 0))));
}

/** Share of users with a hit within k. `HitRateKMetric`. */
export function evidentlyHitRate(rows: RecommendationRows, k: number, options: EvidentlyOptions = {}): ByK {
  const users = [...userRows(rows, options, true).values()];
  const first = users.map(firstHit);
  return byDepth(users, k, (depth) => meanOf(first.map((rank) => (rank <= depth ? 1 : 0))));
}

/** Ranks from 1 for the greatest prediction, average for ties (pandas `rank`); predictions as they are for 'rank'. */
export function ranksWithinUsers(
  { users, predictions }: Pick<RecommendationRows, 'users' | 'predictions'>,
  recomType: 'score' | 'rank' = 'score',
): Float64Array {
  const ranks = Float64Array.from(predictions);
  if (recomType === 'rank') return ranks;
  for (const rows of groupRows(users).values()) {
    const order = [...rows].sort((a, b) => predictions[b] - predictions[a]);
    for (let start = 0; start < order.length;) {
      let end = start + 1;
      while (end < order.length && predictions[order[end]] === predictions[order[start]]) end++;
      for (let at = start; at < end; at++) ranks[order[at]] = (start + 1 + end) / 2;
      start = end;
    }
  }
  return ranks;
}

/** `collect_dataset`: what is relevant, at which rank, for whom. */
function userRows(
  rows: RecommendationRows,
  { recomType = 'score', minRelScore, noFeedbackUsers = false }: EvidentlyOptions,
  binary: boolean,
): Map<number, UserRows> {
  const ranks = ranksWithinUsers(rows, recomType);
  const users = new Map<number, UserRows>();
  for (const [user, own] of groupRows(rows.users)) {
    const targets = own.map((row) => {
      const target = minRelScore ? Number(rows.targets[row] >= minRelScore) : rows.targets[row];
      return binary ? Number(target > 0) : target;
    });
    if (!noFeedbackUsers && !targets.some((target) => target > 0)) continue;
    const rowRanks = own.map((row) => (recomType === 'score' ? Math.trunc(ranks[row]) : ranks[row]));
    users.set(user, { targets, ranks: rowRanks });
  }
  return users;
}

function topKOfUser({ targets, ranks }: UserRows, depth: number): EvidentlyTopK {
  const all = sum(targets);
  const curves = {
    precision: [] as number[],
    recall: [] as number[],
    map: [] as number[],
    mar: [] as number[],
  };
  let [precisions, recalls] = [0, 0];
  for (let k = 1; k <= depth; k++) {
    const within = targets.filter((_, at) => ranks[at] <= k);
    const hits = sum(within);
    const relevant = within.at(-1) ?? 0;
    const precision = hits / Math.min(targets.length, k);
    const recall = all === 0 ? 0 : hits / all;
    precisions += precision * relevant;
    recalls += recall * relevant;
    curves.precision.push(precision);
    curves.recall.push(recall);
    curves.map.push(all === 0 ? 0 : precisions / all);
    curves.mar.push(all === 0 ? 0 : recalls / all);
  }
  return curves;
}

/** Up to the least of the greatest rank and max(k, 10). */
function byDepth(users: readonly UserRows[], k: number, valueAt: (depth: number) => number): number[] {
  const deepest = users.reduce((most, { ranks }) => Math.max(most, ...ranks), 0);
  const depth = Math.trunc(Math.min(deepest, Math.max(k, leastDepth)));
  return Array.from({ length: depth }, (_, at) => valueAt(at + 1));
}

function firstHit({ targets, ranks }: UserRows): number {
  return targets.reduce((first, target, at) => (target === 1 ? Math.min(first, ranks[at]) : first), Infinity);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
