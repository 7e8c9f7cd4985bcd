/**
 * The share of the catalogue that was served at least once, in [0, 1]:  |served ∩ catalogue| / |catalogue|.
 *
 * Source: Herlocker et al. 2004, "Evaluating collaborative filtering recommender systems", catalogue coverage.
 *
 * @returns null for an empty catalogue
 */
export function catalogCoverage(
  lists: readonly (readonly number[])[],
  catalogue: ReadonlySet<number>,
): number | null {
  if (catalogue.size === 0) return null;
  const served = new Set<number>();
  for (const list of lists) for (const itemId of list) if (catalogue.has(itemId)) served.add(itemId);
  return served.size / catalogue.size;
}

/**
 * How unequally the places in lists are spread over items: 0 = evenly, 1 = all on one item.
 *
 *   G = Σ_j (2j − n − 1) c_(j) / ((n − 1) Σ c)        c_(1) ≤ … ≤ c_(n): how often each item was served
 *
 * Without `itemCount` only served items count (the dialect of Evidently 0.7); with it the items never served count
 * as zeros, as in RecBole, whose denominator has n for n − 1.
 *
 * @param itemCount  size of the catalogue; at least the number of distinct items served
 * @returns null when nothing was served; 0 for a single item
 * @throws RangeError if more items were served than `itemCount`
 */
export function gini(lists: readonly (readonly number[])[], itemCount?: number): number | null {
  const counts = [...servedCounts(lists).values()].sort((a, b) => a - b);
  if (counts.length === 0) return null;
  const n = itemCount ?? counts.length;
  if (n < counts.length) throw new RangeError(`${counts.length} items were served out of ${n}`);
  if (n === 1) return 0;
  const neverServed = n - counts.length;
  let weighted = 0;
  let total = 0;
  counts.forEach((count, row) => {
    weighted += (2 * (neverServed + row + 1) - n - 1) * count;
    total += count;
  });
  return weighted / ((n - 1) * total);
}

/** How often each item was served, by id. */
export function servedCounts(lists: readonly (readonly number[])[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const list of lists) for (const itemId of list) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
  return counts;
}
