export interface GenreTaste {
  genre: string;
  ratingCount: number;
  averageRating: number;
}

/** Ratings that a genre needs until half of its difference from the mean counts. */
const shrinkageRatings = 5;
const maxGenres = 10;

/**
 * Genres by how much better than all else somebody rates them:
 *
 *   n · (x̄ − μ) / (n + 5),  μ the mean of all their ratings, x̄ that of the n in the genre
 *
 * Ties by the number of ratings. Ten at the most.
 */
export function favouriteGenres(
  rated: readonly { rating: number; genres: readonly string[] }[],
): GenreTaste[] {
  const mean = rated.reduce((sum, { rating }) => sum + rating, 0) / rated.length;
  const totals = new Map<string, { count: number; sum: number }>();
  for (const { rating, genres } of rated) {
    for (const genre of genres) {
      const total = totals.get(genre) ?? { count: 0, sum: 0 };
      total.count += 1;
      total.sum += rating;
      totals.set(genre, total);
    }
  }
  return [...totals]
    .map(([genre, { count, sum }]) => ({
      liking: (sum - count * mean) / (count + shrinkageRatings),
      taste: { genre, ratingCount: count, averageRating: sum / count },
    }))
    .sort((a, b) => b.liking - a.liking || b.taste.ratingCount - a.taste.ratingCount)
    .slice(0, maxGenres)
    .map(({ taste }) => taste);
}
