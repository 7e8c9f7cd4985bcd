/** How many users rated an item, by external id; 0 for an unknown one. */
export type RaterCounts = (itemId: number) => number;

/**
 * How far from the beaten track the served items are, in bits:
 *
 *   mean over lists of mean over items of  −log2(raters_i / userCount)        0 = everybody rated it
 *
 * Items that nobody rated have no finite novelty and are left out, as are lists that hold no others.
 * Source: self-information of Zhou et al. 2010 (PNAS 107:4511), in the dialect of Evidently 0.7.
 *
 * @returns null when no served item was rated by anybody
 */
export function novelty(
  lists: readonly (readonly number[])[],
  ratersOf: RaterCounts,
  userCount: number,
): number | null {
  return meanOfMeans(lists, (itemId) => {
    const raters = ratersOf(itemId);
    return raters > 0 ? -Math.log2(raters / userCount) : null;
  });
}

/**
 * Average recommendation popularity: how many users rated a served item,
 *
 *   ARP = mean over lists of mean over items of  raters_i        (Yin et al. 2012, "Challenging the long tail")
 *
 * @returns null when nothing was served
 */
export function popularityBias(lists: readonly (readonly number[])[], ratersOf: RaterCounts): number | null {
  return meanOfMeans(lists, ratersOf);
}

function meanOfMeans(
  lists: readonly (readonly number[])[],
  valueOf: (itemId: number) => number | null,
): number | null {
  const means: number[] = [];
  for (const list of lists) {
    const values = list.map(valueOf).filter((value) => value !== null);
    if (values.length > 0) means.push(mean(values));
  }
  return means.length === 0 ? null : mean(means);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
