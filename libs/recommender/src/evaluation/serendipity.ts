import { GenreVectors } from '../data/genre-vectors.js';
import type { IdIndex } from '../data/id-index.js';

/**
 * How surprising the hits of lists are: relevant items unlike what the user rated before,
 *
 *   mean over lists of  1/|L| Σ_{i ∈ L} rel_i (1 − mean over the history of cos(v_i, v_h))        in [0, 1]
 *
 * v: genres, weighted by how rare they are (`GenreVectors`). Lists of users without a history do not count. Source: Zhang,
 * Ó Séaghdha, Quercia & Jambor 2012 (WSDM), "Auralist", as in Microsoft Recommenders.
 *
 * @param genresOf  of items by external id
 */
export class Serendipity {
  private readonly vectors: GenreVectors;
  private readonly profile: Float64Array;
  private sum = 0;
  private lists = 0;

  constructor(
    private readonly items: IdIndex,
    genresOf: (itemId: number) => readonly string[],
  ) {
    this.vectors = GenreVectors.from(Array.from(items.ids, genresOf));
    this.profile = new Float64Array(this.vectors.genres.length);
  }

  /**
   * @param listLength  |L|
   * @param hits        external ids of the relevant items of the list
   * @param history     external ids of what the user rated; unknown ones are like nothing
   */
  add(listLength: number, hits: Iterable<number>, history: ArrayLike<number>): void {
    if (listLength === 0 || history.length === 0) return;
    this.lists++;
    let isEmpty = true;
    for (const itemId of hits) {
      if (isEmpty) this.fillProfile(history);
      isEmpty = false;
      const item = this.items.indexOf(itemId);
      const likeness = item < 0 ? 0 : this.vectors.dot(this.profile, item);
      this.sum += Math.min(1, Math.max(0, 1 - likeness)) / listLength;
    }
  }

  /** null when nobody with a history was given a list. */
  get value(): number | null {
    return this.lists > 0 ? this.sum / this.lists : null;
  }

  /** The mean of the history's vectors: its product with an item's is the mean cosine. */
  private fillProfile(history: ArrayLike<number>): void {
    this.profile.fill(0);
    for (let at = 0; at < history.length; at++) {
      const item = this.items.indexOf(history[at]);
      if (item >= 0) this.vectors.addTo(this.profile, item, 1 / history.length);
    }
  }
}
