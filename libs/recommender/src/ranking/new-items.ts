/** How many of `count` places may go to new items that would not get there by their score. */
export function placesForNew(count: number, share: number): number {
  return Math.floor(count * share);
}

export interface NewItemsRequest {
  readonly count: number;
  /** The greatest share of places, in [0, 1]. */
  readonly share: number;
  readonly isNew: (item: number) => boolean;
  /** How well an item's content fits, by item index. */
  readonly taste: ArrayLike<number>;
}

/**
 * Lets new items, which nobody has rated, into a list: their score lacks all that ratings would say and is seldom among
 * the best, so that without this nobody would ever see them and rate them. The last places, at most a share of them,
 * go to the new items that fit best by content, as long as they fit at least as well as the median of the list. Those
 * that are in the list by their score count among them.
 *
 * @param list       item indices, best first
 * @param newcomers  new items that may appear, best first
 */
export function withNewItems(
  list: readonly number[],
  newcomers: readonly number[],
  { count, share, isNew, taste }: NewItemsRequest,
): number[] {
  const inside = new Set(list);
  const room = placesForNew(count, share) - list.filter(isNew).length;
  const least = median(list.map((item) => taste[item]));
  const entering = newcomers
    .filter((item) => !inside.has(item) && taste[item] > 0 && taste[item] >= least)
    .slice(0, Math.max(0, room));
  return [...list.slice(0, count - entering.length), ...entering];
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
