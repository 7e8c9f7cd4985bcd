import { countValues, meanOf } from './rows.js';

type Lists = readonly ArrayLike<number>[];

const shown = (lists: Lists, k: number): number[] => lists.flatMap((list) => Array.from(list).slice(0, k));

/**
 * Items recommended to somebody / `itemCount`. RecBole itself counts a padding item among its items: give one more to get
 * the number of its logs.
 */
export function recboleItemCoverage(lists: Lists, k: number, itemCount: number): number {
  return new Set(shown(lists, k)).size / itemCount;
}

/** Mean number of interactions of the first k, 0 for an item without any. */
export function recboleAveragePopularity(
  lists: Lists,
  k: number,
  countOf: ReadonlyMap<number, number>,
): number {
  return meanOf(lists.map((list) => meanOf(shown([list], k).map((item) => countOf.get(item) ?? 0))));
}

/** −Σ p ln p **divided by the number of items recommended**, p an item's share of all places. */
export function recboleShannonEntropy(lists: Lists, k: number): number {
  const items = shown(lists, k);
  const counts = [...countValues(items).values()];
  const entropy = counts.reduce((sum, count) => {
    const share = count / items.length;
    return sum - share * Math.log(share);
  }, 0);
  return entropy / counts.length;
}

/** Σ_i (2i − I − 1) c_(i) / (I Σ c), c ascending over all I items, those never recommended with 0. */
export function recboleGiniIndex(lists: Lists, k: number, itemCount: number): number {
  const items = shown(lists, k);
  const counts = [...countValues(items).values()].sort((a, b) => a - b);
  const first = itemCount - counts.length + 1;
  const sum = counts.reduce((total, count, at) => total + (2 * (first + at) - itemCount - 1) * count, 0);
  return sum / items.length / itemCount;
}

/**
 * Share of places that tail items take: the `tail` share of least popular items, at least one, equals by their id; or,
 * for a `tail` above 1, the items with at most so many interactions. 0 and less: a tenth.
 */
export function recboleTailPercentage(
  lists: Lists,
  k: number,
  countOf: ReadonlyMap<number, number>,
  tail = 0.1,
): number {
  const share = tail <= 0 ? 0.1 : tail;
  const byCount = [...countOf].sort(([idA, a], [idB, b]) => a - b || idA - idB);
  const rare =
    share > 1
      ? byCount.filter(([, count]) => count <= share)
      : byCount.slice(0, Math.max(Math.trunc(byCount.length * share), 1));
  const tailItems = new Set(rare.map(([item]) => item));
  return meanOf(lists.map((list) => meanOf(shown([list], k).map((item) => Number(tailItems.has(item))))));
}
