import { IdIndex } from '../data/id-index.js';
import { Ratings, type RatingColumns } from '../data/ratings.js';
import { ItemNeighbours, type NeighbourBasis } from './item-neighbours.js';
import { likedMatrix, type LikedMatrix } from './liked-matrix.js';
import { coLikingTotals, PairSimilarity, selectRow, type NeighbourLists } from './neighbour-lists.js';

/** One item whose list is to be made anew. */
export interface NeighbourRefresh {
  readonly itemId: number;
  /** Everything that is rated by everybody who rated the item, as of now; none when nobody rates it any more. */
  readonly ratings: RatingColumns;
  /** The cosine of the genres of the item and an other one, by external id; left out, genres play no part. */
  readonly genreCosine?: (otherId: number) => number;
}

/**
 * Brings the list of one item up to date with the ratings of this moment, and its places in the lists of all others.
 *
 * The row is the one that `buildItemNeighbours` would make, but for the norms and masses of the other items, which are as of
 * when these were looked at last: what one rating changes there is small. An item that leaves a list leaves its place empty.
 * An item that is new joins once it has a neighbour.
 *
 * O(ratings + itemCount · neighboursPerItem): some milliseconds for 100,000 ratings.
 *
 * @returns `neighbours`, changed in place; another, larger one when the item joined; `neighbours` as it was where it has no basis
 */
export function refreshNeighbours(neighbours: ItemNeighbours, refresh: NeighbourRefresh): ItemNeighbours {
  if (!neighbours.basis) return neighbours;
  const isNew = !neighbours.items.has(refresh.itemId);
  const target = isNew ? withItem(neighbours, neighbours.basis, refresh.itemId) : neighbours;
  const item = target.items.indexOf(refresh.itemId);
  const lists = { indices: target.indices, similarities: target.similarities };
  leaveLists(lists, item, target.neighboursPerItem);
  const count = refill(target, target.basis!, lists, item, refresh);
  return isNew && count === 0 ? neighbours : target;
}

/** The items whose ratings are others than when their lists were made. */
export function staleNeighbours(
  { items, basis }: ItemNeighbours,
  totalsOf: (itemId: number) => { readonly count: number; readonly sum: number },
): number[] {
  if (!basis) return [];
  return Array.from(items.ids).filter((itemId, item) => {
    const { count, sum } = totalsOf(itemId);
    return count !== basis.ratingCounts[item] || Math.abs(sum - basis.ratingSums[item]) > sumTolerance;
  });
}

/** Sums may come by way of a mean. */
const sumTolerance = 0.01;

/** @returns how many neighbours the item has */
function refill(
  { items, scale, neighboursPerItem: size }: ItemNeighbours,
  basis: NeighbourBasis,
  lists: NeighbourLists,
  item: number,
  { itemId, ratings: columns, genreCosine }: NeighbourRefresh,
): number {
  const start = item * size;
  lists.indices.fill(-1, start, start + size);
  lists.similarities.fill(0, start, start + size);
  noteTotals(basis, item, itemId, columns);
  const matrix = columns.values.length > 0 ? matrixOf(columns, items, scale, basis) : null;
  const own = matrix && coLikingTotals(matrix);
  basis.mass[item] = own?.mass[item] ?? 0;
  basis.norms[item] = own?.norms[item] ?? 0;
  if (!matrix) return 0;
  const kinds = genreCosine && {
    startRow: (): void => undefined,
    with: (other: number) => basis.settings.genreAgreement * genreCosine(items.ids[other]),
  };
  const pairs = new PairSimilarity(matrix, basis, basis.settings, kinds ?? null);
  pairs.startRow(item);
  selectRow(lists, start, size, items.size, pairs);
  joinLists(lists, item, size, pairs);
  return countOf(lists, start, size);
}

/** The matrix of the raters over the items known, and after them those that are not. */
function matrixOf(
  columns: RatingColumns,
  items: IdIndex,
  scale: ItemNeighbours['scale'],
  { maxRatingsPerUser }: NeighbourBasis,
): LikedMatrix {
  const ratings = Ratings.from(columns, scale);
  const unknown = ratings.items.ids.filter((id) => !items.has(id));
  const all = unknown.length > 0 ? IdIndex.ofDistinct([...items.ids, ...unknown]) : items;
  return likedMatrix(ratings, all, maxRatingsPerUser);
}

function noteTotals(basis: NeighbourBasis, item: number, itemId: number, columns: RatingColumns): void {
  let [count, sum] = [0, 0];
  for (let row = 0; row < columns.values.length; row++) {
    if (columns.items[row] !== itemId) continue;
    count++;
    sum += columns.values[row];
  }
  basis.ratingCounts[item] = count;
  basis.ratingSums[item] = sum;
}

/** Takes an item out of all lists. */
function leaveLists({ indices, similarities }: NeighbourLists, item: number, size: number): void {
  for (let at = indices.indexOf(item); at >= 0; at = indices.indexOf(item, at)) {
    const end = (Math.floor(at / size) + 1) * size;
    indices.copyWithin(at, at + 1, end);
    similarities.copyWithin(at, at + 1, end);
    indices[end - 1] = -1;
    similarities[end - 1] = 0;
  }
}

/** Puts an item, which is in no list, into those in which it is among the best. */
function joinLists(
  { indices, similarities }: NeighbourLists,
  item: number,
  size: number,
  pairs: PairSimilarity,
): void {
  for (let other = 0; other < indices.length / size; other++) {
    if (other === item) continue;
    const start = other * size;
    const last = start + size - 1;
    const floor = indices[last] < 0 ? 0 : similarities[last];
    const similarity = Math.fround(pairs.mirrored(floor, other));
    if (similarity <= floor) continue;
    let at = last;
    while (at > start && (indices[at - 1] < 0 || similarities[at - 1] < similarity)) {
      indices[at] = indices[at - 1]!;
      similarities[at] = similarities[at - 1]!;
      at--;
    }
    indices[at] = item;
    similarities[at] = similarity;
  }
}

function countOf({ indices }: NeighbourLists, start: number, size: number): number {
  const end = indices.subarray(start, start + size).indexOf(-1);
  return end < 0 ? size : end;
}

/** The same neighbours and one item more, of which nothing is known yet. */
function withItem(neighbours: ItemNeighbours, basis: NeighbourBasis, itemId: number): ItemNeighbours {
  const { items, scale, neighboursPerItem: size } = neighbours;
  const count = items.size + 1;
  const lists = {
    indices: grown(neighbours.indices, new Int32Array(count * size).fill(-1)),
    similarities: grown(neighbours.similarities, new Float32Array(count * size)),
  };
  return new ItemNeighbours(IdIndex.ofDistinct([...items.ids, itemId]), scale, size, lists, {
    ...basis,
    mass: grown(basis.mass, new Float64Array(count)),
    norms: grown(basis.norms, new Float64Array(count)),
    ratingCounts: grown(basis.ratingCounts, new Int32Array(count)),
    ratingSums: grown(basis.ratingSums, new Float64Array(count)),
  });
}

function grown<T extends Int32Array | Float32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
