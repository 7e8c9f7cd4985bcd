/**
 * Items as unit vectors over genres, rare genres weighing more:
 *
 *   v_ig = idf_g / ‖v_i‖ for the genres g of item i,  idf_g = ln(itemCount / items of g)
 *
 * so that two horror films are nearer to each other than two dramas. An item without genres is the zero vector.
 * Source: tf-idf with binary term frequencies (Salton & Buckley 1988).
 */
export class GenreVectors {
  private constructor(
    readonly genres: readonly string[],
    /** [itemCount + 1] where an item's genres start in the two arrays below. */
    private readonly offsets: Int32Array,
    private readonly genreRows: Int32Array,
    private readonly weights: Float32Array,
  ) {}

  /** @param genresByItem  the genres of each item, by item index, each list without repetitions */
  static from(genresByItem: readonly (readonly string[])[]): GenreVectors {
    const counts = new Map<string, number>();
    for (const list of genresByItem)
      for (const genre of list) counts.set(genre, (counts.get(genre) ?? 0) + 1);
    const genres = [...counts.keys()].sort();
    const rowOf = new Map(genres.map((genre, row) => [genre, row]));
    const offsets = new Int32Array(genresByItem.length + 1);
    genresByItem.forEach((list, item) => (offsets[item + 1] = offsets[item] + list.length));
    const genreRows = new Int32Array(offsets[genresByItem.length]);
    const weights = new Float32Array(genreRows.length);
    genresByItem.forEach((list, item) => {
      const idf = list.map((genre) => Math.log(genresByItem.length / counts.get(genre)!));
      const norm = Math.hypot(...idf) || 1;
      list.forEach((genre, position) => {
        genreRows[offsets[item] + position] = rowOf.get(genre)!;
        weights[offsets[item] + position] = idf[position] / norm;
      });
    });
    return new GenreVectors(genres, offsets, genreRows, weights);
  }

  get itemCount(): number {
    return this.offsets.length - 1;
  }

  /** The rows of an item's genres in `genres`. */
  genresOf(itemIndex: number): Int32Array {
    return this.genreRows.subarray(this.offsets[itemIndex], this.offsets[itemIndex + 1]);
  }

  /** Adds `weight` times an item's vector to `profile` [genres.length]. */
  addTo(profile: Float64Array, itemIndex: number, weight: number): void {
    for (let at = this.offsets[itemIndex]; at < this.offsets[itemIndex + 1]; at++) {
      profile[this.genreRows[at]] += weight * this.weights[at];
    }
  }

  /** The inner product of an item's vector and `profile` [genres.length]; the cosine when that is an item's vector. */
  dot(profile: Float64Array, itemIndex: number): number {
    let sum = 0;
    for (let at = this.offsets[itemIndex]; at < this.offsets[itemIndex + 1]; at++) {
      sum += profile[this.genreRows[at]] * this.weights[at];
    }
    return sum;
  }

  /** The cosine of two items, in [0, 1]; 0 when one has no genres. */
  cosine(itemIndex: number, otherIndex: number): number {
    let sum = 0;
    for (let a = this.offsets[itemIndex]; a < this.offsets[itemIndex + 1]; a++) {
      for (let b = this.offsets[otherIndex]; b < this.offsets[otherIndex + 1]; b++) {
        if (this.genreRows[a] === this.genreRows[b]) sum += this.weights[a] * this.weights[b];
      }
    }
    return sum;
  }
}
