import type { GenreVectors } from '../data/genre-vectors.js';
import { compileBuild } from '../kernels/wasm.js';
import {
  fillLikingLists,
  planLikingLists,
  rankLikings,
  type LikingItems,
} from '../parallel/liking-lists-plan.js';
import { readLists, runListsThreads, type ListsHooks } from '../parallel/lists-threads.js';
import type { LikedMatrix } from './liked-matrix.js';

/** What shapes the similarity; see `ItemNeighbours`. */
export interface SimilaritySettings {
  readonly neighboursPerItem: number;
  readonly minCoRatings: number;
  readonly shrinkage: number;
  /** λ: the share of the co-liking expected by chance that is taken off. */
  readonly chanceDiscount: number;
  /** α: ½ is the cosine; above it, popular neighbours are held back less. */
  readonly popularityExponent: number;
  /** γ: how much agreement of genres raises a similarity. */
  readonly genreAgreement: number;
}

/** [itemCount × neighboursPerItem] row-major, best first; −1 and 0 where an item has fewer. */
export interface NeighbourLists {
  readonly indices: Int32Array;
  readonly similarities: Float32Array;
}

/**
 * The neighbour lists of all items, one item's row of co-liking at a time, so memory beyond the matrix is one row.
 *
 *   C_ij   = Σ_u w_ui w_uj / n_u                      over users who rated both
 *   E_ij   = m_i m_j / Σ m                             what C_ij would be by chance, m_i = Σ_j C_ij (i = j included)
 *   sim_ij = (C_ij − λ E_ij) / (C_ii^α C_jj^(1−α)) · n_ij / (n_ij + β) · (1 + γ cos(genres_i, genres_j))
 *
 * with n_ij the users who rated both, β the shrinkage. Pairs below `minCoRatings` or with sim_ij ≤ 0 are left out;
 * equal similarities are in the order of item indices.
 *
 * O(Σ_u n_u²) plus a pass over all pairs of items. This is the plain twin of `neighbourListsByThreads`.
 *
 * @param totals    of the matrix, by `coLikingTotals`
 * @param afterRow  called after each item; throws to stop
 */
export function neighbourLists(
  matrix: LikedMatrix,
  totals: CoLikingTotals,
  genres: GenreVectors | null,
  settings: SimilaritySettings,
  afterRow: (itemIndex: number) => void,
): NeighbourLists {
  const itemCount = matrix.itemOffsets.length - 1;
  const size = settings.neighboursPerItem;
  const lists = {
    indices: new Int32Array(itemCount * size).fill(-1),
    similarities: new Float32Array(itemCount * size),
  };
  const kinds = genres && agreementOf(genres, settings.genreAgreement);
  const pairs = new PairSimilarity(matrix, totals, settings, kinds);
  for (let item = 0; item < itemCount; item++) {
    pairs.startRow(item);
    selectRow(lists, item * size, size, itemCount, pairs);
    afterRow(item);
  }
  return lists;
}

/**
 * The same lists by compiled kernels, up to rounding; of equal similarities the more often rated item comes first. Half the
 * work, since pairs are looked at once, and shared by threads; the lists do not depend on how many there are.
 *
 * Shared memory: 8 bytes a rating, 16 for each user and block of items (some 3 a rating), and for each thread 16 bytes a place in
 * a list and 3 MiB.
 *
 * @returns null where there is no kernel that can run, or not so much memory
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function neighbourListsByThreads(
  matrix: LikedMatrix,
  { mass, norms }: CoLikingTotals,
  genres: GenreVectors | null,
  settings: SimilaritySettings,
  threads: number,
  hooks: ListsHooks,
): NeighbourLists | null {
  const module = compileBuild('simd128');
  if (!module) return null;
  const totalMass = mass.reduce((sum, value) => sum + value, 0);
  const items: LikingItems = {
    mass,
    ...scalesOf(norms, settings.popularityExponent),
    chance: totalMass > 0 ? settings.chanceDiscount / totalMass : 0,
    genres: genres && genreRows(genres),
    genreAgreement: settings.genreAgreement,
  };
  const ranked = rankLikings(matrix);
  const { neighboursPerItem: size, minCoRatings: minSupport, shrinkage } = settings;
  const { plan, layout } = planLikingLists(matrix, ranked, items, { threads, size, minSupport, shrinkage });
  const memory = layout.tryAllocate();
  if (!memory) return null;
  fillLikingLists(plan, memory, matrix, ranked, items);
  hooks.onWork?.();
  runListsThreads(plan, memory, module, hooks);
  return readLists(plan, memory, ranked);
}

/** Unit vectors side by side, filled up to whole vectors of four. */
function genreRows(genres: GenreVectors): { rows: Float32Array; genreCount: number } {
  const genreCount = Math.ceil(genres.genres.length / 4) * 4;
  const rows = new Float32Array(genres.itemCount * genreCount);
  const profile = new Float64Array(genreCount);
  for (let item = 0; item < genres.itemCount; item++) {
    profile.fill(0);
    genres.addTo(profile, item, 1);
    rows.set(profile, item * genreCount);
  }
  return { rows, genreCount };
}

/** C_ii^−α and C_jj^−(1−α); 0 where C_ii is. */
function scalesOf(
  norms: Float64Array,
  exponent: number,
): { ownScale: Float64Array; otherScale: Float64Array } {
  return {
    ownScale: norms.map((norm) => (norm > 0 ? norm ** -exponent : 0)),
    otherScale: norms.map((norm) => (norm > 0 ? norm ** (exponent - 1) : 0)),
  };
}

/** What the similarities of all items are measured by: `mass` m_i = Σ_j C_ij and `norms` C_ii, each [itemCount]. */
export interface CoLikingTotals {
  readonly mass: Float64Array;
  readonly norms: Float64Array;
}

/** How alike the kinds of two items are. */
export interface KindAgreement {
  startRow(item: number): void;
  /** γ cos(genres_i, genres_j) of the row's item i and an other item j. */
  with(other: number): number;
}

/** The similarity of one item at a time to all others. */
export class PairSimilarity {
  /** Co-liking and count of users of the current item with each other item, side by side for the cache. */
  private readonly row: Float32Array;
  private readonly totalMass: number;
  private readonly ownScale: Float64Array;
  private readonly otherScale: Float64Array;
  private item = 0;
  private discount = 0;

  /** @param totals  of all items that may appear; further items of the matrix are left out */
  constructor(
    private readonly matrix: LikedMatrix,
    private readonly totals: CoLikingTotals,
    private readonly settings: SimilaritySettings,
    private readonly kinds: KindAgreement | null,
  ) {
    this.row = new Float32Array(2 * (matrix.itemOffsets.length - 1));
    this.totalMass = totals.mass.reduce((sum, value) => sum + value, 0);
    const { ownScale, otherScale } = scalesOf(totals.norms, settings.popularityExponent);
    this.ownScale = ownScale;
    this.otherScale = otherScale;
  }

  startRow(item: number): void {
    this.row.fill(0);
    accumulateRow(this.matrix, item, this.row);
    this.row[2 * item + 1] = 0;
    this.kinds?.startRow(item);
    this.item = item;
    this.discount =
      this.totalMass > 0 ? (this.settings.chanceDiscount * this.totals.mass[item]) / this.totalMass : 0;
  }

  /** sim_ij, or 0 when it is not above `floor` ≥ 0: most pairs need not be worked out in full. */
  above(floor: number, other: number): number {
    return this.scaled(floor, other, this.ownScale[this.item] * this.otherScale[other]);
  }

  /** sim_ji, which shares all but the scales with sim_ij; 0 as of `above`. */
  mirrored(floor: number, other: number): number {
    return this.scaled(floor, other, this.ownScale[other] * this.otherScale[this.item]);
  }

  private scaled(floor: number, other: number, scale: number): number {
    const count = this.row[2 * other + 1];
    if (count === 0 || count < this.settings.minCoRatings) return 0;
    const excess = this.row[2 * other] - this.discount * this.totals.mass[other];
    const shrunk = count / (count + this.settings.shrinkage);
    const similarity = excess * scale * shrunk;
    if (!this.kinds) return similarity > floor ? similarity : 0;
    if (similarity * (1 + this.settings.genreAgreement) <= floor) return 0;
    return similarity * (1 + this.kinds.with(other));
  }
}

function agreementOf(genres: GenreVectors, genreAgreement: number): KindAgreement {
  const profile = new Float64Array(genres.genres.length);
  return {
    startRow: (item) => {
      profile.fill(0);
      genres.addTo(profile, item, genreAgreement);
    },
    with: (other) => genres.dot(profile, other),
  };
}

/** Adds up C_ij and n_ij of one item i into `row` [2 × itemCount], which must be zero. */
function accumulateRow(matrix: LikedMatrix, item: number, row: Float32Array): void {
  const { userOffsets, itemsOfUser, weightsOfUser, itemOffsets, usersOfItem, scaledWeightsOfItem } = matrix;
  for (let at = itemOffsets[item]; at < itemOffsets[item + 1]; at++) {
    const user = usersOfItem[at];
    const weight = scaledWeightsOfItem[at];
    const end = userOffsets[user + 1];
    for (let entry = userOffsets[user]; entry < end; entry++) {
      const slot = 2 * itemsOfUser[entry];
      row[slot] += weight * weightsOfUser[entry];
      row[slot + 1]++;
    }
  }
}

/** m_i = Σ_j C_ij and C_ii of every item, without forming C. */
export function coLikingTotals(matrix: LikedMatrix): CoLikingTotals {
  const itemCount = matrix.itemOffsets.length - 1;
  const userCount = matrix.userOffsets.length - 1;
  const mass = new Float64Array(itemCount);
  const norms = new Float64Array(itemCount);
  for (let user = 0; user < userCount; user++) {
    const start = matrix.userOffsets[user];
    const end = matrix.userOffsets[user + 1];
    let total = 0;
    for (let at = start; at < end; at++) total += matrix.weightsOfUser[at];
    for (let at = start; at < end; at++) {
      const weight = matrix.weightsOfUser[at];
      mass[matrix.itemsOfUser[at]] += (weight * total) / (end - start);
      norms[matrix.itemsOfUser[at]] += (weight * weight) / (end - start);
    }
  }
  return { mass, norms };
}

/** Writes the best `size` items of the current row to `lists` from `start` on, by insertion into the sorted list. */
export function selectRow(
  lists: NeighbourLists,
  start: number,
  size: number,
  itemCount: number,
  pairs: PairSimilarity,
): void {
  const { indices, similarities } = lists;
  let count = 0;
  let floor = 0;
  for (let other = 0; other < itemCount; other++) {
    const exact = pairs.above(floor, other);
    if (exact <= floor) continue;
    const similarity = Math.fround(exact);
    if (similarity <= floor) continue;
    let at = count < size ? count++ : size - 1;
    while (at > 0 && similarities[start + at - 1] < similarity) {
      similarities[start + at] = similarities[start + at - 1]!;
      indices[start + at] = indices[start + at - 1]!;
      at--;
    }
    similarities[start + at] = similarity;
    indices[start + at] = other;
    if (count === size) floor = similarities[start + size - 1]!;
  }
}
