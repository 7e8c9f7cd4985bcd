/**
 * How different the items of one list are from each other, by genre, averaged over lists:
 *
 *   mean over lists of  Σ_{i<j} (1 − |G_i ∩ G_j| / |G_i ∪ G_j|) / pairs        in [0, 1], 1 = no genre in common
 *
 * Lists of fewer than two items have no pairs and do not count; two items without any genre have distance 0.
 * Source: intra-list similarity of Ziegler et al. 2005 (WWW), with the Jaccard distance and divided by pairs.
 *
 * @param lists  item ids as served, one list a request
 * @returns null when no list has two items
 */
export function intraListDiversity(
  lists: readonly (readonly number[])[],
  genresOf: (itemId: number) => readonly string[],
): number | null {
  let sum = 0;
  let count = 0;
  for (const list of lists) {
    if (list.length < 2) continue;
    sum += meanPairDistance(list.map(genresOf));
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** 1 − |A ∩ B| / |A ∪ B| of two genre lists, 0 when both are empty. Genres are taken to be distinct within a list. */
export function genreDistance(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  for (const genre of a) if (b.includes(genre)) shared++;
  const union = a.length + b.length - shared;
  return union === 0 ? 0 : 1 - shared / union;
}

function meanPairDistance(genres: readonly (readonly string[])[]): number {
  let sum = 0;
  for (let i = 0; i < genres.length; i++) {
    for (let j = i + 1; j < genres.length; j++) sum += genreDistance(genres[i], genres[j]);
  }
  return sum / ((genres.length * (genres.length - 1)) / 2);
}
