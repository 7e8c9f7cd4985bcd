/** Ratings (or what is left of them without the baseline) grouped as in `RatingGroups`. */
export interface CoRatingGroups {
  readonly offsets: Int32Array;
  readonly others: Int32Array;
  readonly values: Float32Array | Float64Array;
}

/** How alike two users (or items) are, from the ratings of what both rated (or of who rated both). */
export type Similarity = 'msd' | 'cosine' | 'pearson';

/** Values kept for each pair: [n, Σ(a − b)²] for msd, [n, Σab, Σa², Σb², Σa, Σb] for the others. */
export function sumsPerPair(similarity: Similarity): number {
  return similarity === 'msd' ? 2 : 6;
}

/**
 * Adds one rating `a` of the row in question, compared with the ratings of the same thing at `begin` … `end` − 1 of
 * `groups`, to the sums of each of the others.
 *
 * @param sums  [others × sumsPerPair] by index of the other, changed
 */
export function addCoRatings(
  similarity: Similarity,
  groups: CoRatingGroups,
  begin: number,
  end: number,
  a: number,
  sums: Float64Array,
): void {
  const { others, values } = groups;
  if (similarity === 'msd') {
    for (let at = begin; at < end; at++) {
      const pair = others[at] * 2;
      const difference = a - values[at];
      sums[pair]++;
      sums[pair + 1] += difference * difference;
    }
    return;
  }
  for (let at = begin; at < end; at++) {
    const pair = others[at] * 6;
    const b = values[at];
    sums[pair]++;
    sums[pair + 1] += a * b;
    sums[pair + 2] += a * a;
    sums[pair + 3] += b * b;
    sums[pair + 4] += a;
    sums[pair + 5] += b;
  }
}

/**
 * The similarity of the row in question with another, from their sums. 0 where fewer than `minSupport` ratings are
 * common, and where the formula divides by 0.
 *
 *   msd      1 / (Σ(a − b)² / n + 1)
 *   cosine   Σab / √(Σa² Σb²)
 *   pearson  (n Σab − Σa Σb) / √((n Σa² − (Σa)²) (n Σb² − (Σb)²))
 *
 * Source: Surprise, similarities.pyx. Ratings in halves or whole numbers have exact sums, so results equal its to the bit.
 */
export function similarityOf(
  similarity: Similarity,
  sums: Float64Array,
  other: number,
  minSupport: number,
): number {
  if (similarity === 'msd') {
    const common = sums[other * 2];
    return common < Math.max(1, minSupport) ? 0 : 1 / (sums[other * 2 + 1] / common + 1);
  }
  const at = other * 6;
  const common = sums[at];
  if (common < Math.max(1, minSupport)) return 0;
  const [ab, aa, bb] = [sums[at + 1], sums[at + 2], sums[at + 3]];
  if (similarity === 'cosine') return quotient(ab, Math.sqrt(aa * bb));
  const [a, b] = [sums[at + 4], sums[at + 5]];
  return quotient(common * ab - a * b, Math.sqrt((common * aa - a * a) * (common * bb - b * b)));
}

function quotient(numerator: number, denominator: number): number {
  return denominator > 0 ? numerator / denominator : 0;
}
