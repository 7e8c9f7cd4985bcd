import type { Ratings } from '../data/ratings.js';
import { addCoRatings, similarityOf, sumsPerPair, type Similarity } from './co-ratings.js';

/**
 * Over the raters of both items as in `similarityOf`, or 'full-cosine': Σab / (‖a‖ ‖b‖) with the norms of all ratings of
 * each item, so that items with few raters in common are little alike.
 */
export type ListSimilarity = Similarity | 'full-cosine';

export interface ItemListSettings {
  readonly similarity: ListSimilarity;
  /** How many of the nearest items each item keeps. */
  readonly size: number;
  /** Pairs that fewer people rated are left out. */
  readonly minSupport: number;
  /** β: each similarity is multiplied by n / (n + β), n the common raters; 0 for none. */
  readonly shrinkage: number;
}

/** [itemCount × size] row-major, best first; −1 and 0 where an item has fewer. */
export interface ItemLists {
  readonly indices: Int32Array;
  readonly similarities: Float32Array;
}

/** Items by how often they are rated, most often first, equally often by index. */
export interface ItemRanks {
  /** [itemCount] item index by rank. */
  readonly order: Int32Array;
  /** [itemCount] rank by item index. */
  readonly rankOf: Int32Array;
  /** [itemCount] ratings by item index. */
  readonly counts: Int32Array;
}

export function rankItems(itemIndices: Int32Array, itemCount: number): ItemRanks {
  const counts = new Int32Array(itemCount);
  for (const item of itemIndices) counts[item]++;
  const order = Int32Array.from(counts, (_, item) => item).sort((a, b) => counts[b] - counts[a] || a - b);
  const rankOf = new Int32Array(itemCount);
  order.forEach((item, rank) => (rankOf[item] = rank));
  return { order, rankOf, counts };
}

/** [itemCount] ‖a‖: the root of the sum of squares of each item's ratings, by item index. */
export function itemNorms({ itemIndices, values, items }: Ratings): Float64Array {
  const squares = new Float64Array(items.size);
  for (let row = 0; row < values.length; row++) squares[itemIndices[row]] += values[row] ** 2;
  return squares.map(Math.sqrt);
}

/**
 * The plain twin of the kernels in assembly/co-ratings.ts: the nearest items of each item, of equally near ones the more
 * often rated first. A pair's similarity is rounded to single precision; only those above 0 are kept. O(Σ_u n_u²).
 *
 * @param afterRow  called after each item with the ratings it was compared with; throws to stop
 */
export function plainItemLists(
  ratings: Ratings,
  settings: ItemListSettings,
  afterRow: (itemIndex: number, work: number) => void,
): ItemLists {
  const { size, similarity, minSupport, shrinkage } = settings;
  const itemCount = ratings.items.size;
  const { order, rankOf } = rankItems(ratings.itemIndices, itemCount);
  const kind = similarity === 'full-cosine' ? 'cosine' : similarity;
  const perPair = sumsPerPair(kind);
  const norms = similarity === 'full-cosine' ? itemNorms(ratings) : null;
  const sums = new Float64Array(itemCount * perPair);
  const lists = {
    indices: new Int32Array(itemCount * size).fill(-1),
    similarities: new Float32Array(itemCount * size),
  };
  const found = new Float32Array(itemCount);
  for (let item = 0; item < itemCount; item++) {
    const work = addRow(ratings, kind, item, sums.fill(0));
    for (let other = 0; other < itemCount; other++) {
      const common = sums[other * perPair];
      let value = 0;
      if (other !== item && common >= Math.max(1, minSupport)) {
        value = norms
          ? sums[other * perPair + 1] / (norms[item] * norms[other])
          : similarityOf(kind, sums, other, minSupport);
        if (shrinkage > 0) value = (value * common) / (common + shrinkage);
      }
      found[other] = value;
    }
    const best = order.filter((other) => found[other] > 0);
    best.sort((a, b) => found[b] - found[a] || rankOf[a] - rankOf[b]);
    best.slice(0, size).forEach((other, place) => {
      lists.indices[item * size + place] = other;
      lists.similarities[item * size + place] = found[other];
    });
    afterRow(item, work);
  }
  return lists;
}

function addRow({ byItem, byUser }: Ratings, kind: Similarity, item: number, sums: Float64Array): number {
  let work = 0;
  for (let at = byItem.offsets[item]; at < byItem.offsets[item + 1]; at++) {
    const [begin, end] = [byUser.offsets[byItem.others[at]], byUser.offsets[byItem.others[at] + 1]];
    addCoRatings(kind, byUser, begin, end, byItem.values[at], sums);
    work += end - begin;
  }
  return work;
}
