import { normalCdf } from './normal-distribution.js';

/** Up to so many pairs the distribution is counted out: without ties and zeros, and with them. As scipy does. */
const MOST_EXACT = 50;
const MOST_EXACT_WITH_TIES = 13;

export interface WilcoxonResult {
  /** The smaller of the sums of ranks of positive and of negative differences. */
  readonly statistic: number;
  /** T⁺, the sum of ranks of positive differences. */
  readonly positiveRankSum: number;
  /** Two-sided; 1 where all differences are 0. */
  readonly pValue: number;
  readonly method: 'exact' | 'normal';
  /** Differences that are not 0: the others say nothing about which is greater and are left out. */
  readonly usedPairs: number;
}

/**
 * Wilcoxon's signed-rank test of paired differences. H₀: they are distributed symmetrically around 0.
 *
 *   T⁺ = Σ_{d > 0} rank |d|, equal |d| sharing the mean of their ranks
 *   z = (T⁺ − n(n+1)/4) / √((n(n+1)(2n+1) − ½ Σ_ties (t³ − t)) / 24), without a correction for continuity
 *
 * As `scipy.stats.wilcoxon` with its defaults: zeros are dropped (Wilcoxon 1945); the distribution over all signs is
 * counted out for up to 50 pairs without ties and zeros, or up to 13 with them; otherwise the normal approximation.
 *
 * @param differences  one a pair, finite
 */
export function wilcoxonSignedRank(differences: ArrayLike<number>): WilcoxonResult {
  const nonZero = Float64Array.from(differences).filter((one) => one !== 0);
  const n = nonZero.length;
  if (n === 0) return { statistic: 0, positiveRankSum: 0, pValue: 1, method: 'exact', usedPairs: 0 };
  const { doubledRanks, tieSum } = midranks(nonZero);
  let positive = 0;
  for (let pair = 0; pair < n; pair++) if (nonZero[pair] > 0) positive += doubledRanks[pair] / 2;
  const total = (n * (n + 1)) / 2;
  const isClean = tieSum === 0 && n === differences.length;
  const isExact = differences.length <= (isClean ? MOST_EXACT : MOST_EXACT_WITH_TIES);
  const pValue = isExact
    ? exactPValue(doubledRanks, 2 * positive)
    : 2 * normalCdf(-Math.abs(positive - total / 2) / Math.sqrt((total * (2 * n + 1) - tieSum / 4) / 12));
  return {
    statistic: Math.min(positive, total - positive),
    positiveRankSum: positive,
    pValue,
    method: isExact ? 'exact' : 'normal',
    usedPairs: n,
  };
}

/** Twice the mean ranks of the absolute values, which are whole numbers, and Σ (t³ − t) over groups of equal ones. */
function midranks(values: Float64Array): { doubledRanks: Int32Array; tieSum: number } {
  const sizes = values.map(Math.abs);
  const order = Uint32Array.from(sizes, (_, at) => at).sort((a, b) => sizes[a] - sizes[b]);
  const doubledRanks = new Int32Array(values.length);
  let tieSum = 0;
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && sizes[order[end]] === sizes[order[first]]) end++;
    for (let at = first; at < end; at++) doubledRanks[order[at]] = first + 1 + end;
    tieSum += (end - first) ** 3 - (end - first);
    first = end;
  }
  return { doubledRanks, tieSum };
}

/**
 * 2 min(P(T ≤ t), P(T ≥ t)) when each rank is counted or not with equal chances, by adding one rank after the other to
 * the distribution of the sum (Streitberg & Röhmel 1986).
 */
function exactPValue(doubledRanks: Int32Array, observed: number): number {
  const most = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const ways = new Float64Array(most + 1);
  ways[0] = 1;
  let reached = 0;
  for (const rank of doubledRanks) {
    for (let sum = reached; sum >= 0; sum--) ways[sum + rank] += ways[sum];
    reached += rank;
  }
  let below = 0;
  let above = 0;
  for (let sum = 0; sum <= most; sum++) {
    if (sum <= observed) below += ways[sum];
    if (sum >= observed) above += ways[sum];
  }
  return Math.min(1, (2 * Math.min(below, above)) / 2 ** doubledRanks.length);
}
