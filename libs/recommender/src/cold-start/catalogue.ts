import { bayesianAverage } from './bayesian-average.js';

/** What cold start knows of an item. */
export interface CatalogueItem {
  readonly itemId: number;
  readonly genres: readonly string[];
  readonly ratingCount: number;
  /** null when nobody rated it. */
  readonly averageRating: number | null;
  /** Standard deviation of its ratings, in rating units; where it is not known all items count as equally divisive. */
  readonly ratingDeviation?: number | null;
}

export interface ScoredCatalogueItem extends CatalogueItem {
  readonly score: number;
}

/** How far fame counts against quality: a film that everybody rated is worth this many rating units more than an unknown. */
const FAME_RATING_UNITS = 1.5;
const MIN_PRIOR_RATINGS = 10;

/**
 * The catalogue from the best to start with to the worst, by
 *
 *   bayesianAverage + 1.5 · ln(1 + count) / ln(1 + greatest count)        in rating units; equal scores by lower id
 *
 * that is, films that many people know and that they like. The prior mean is the mean of all ratings, its weight the
 * mean number of ratings of a rated item (at least 10), so it fits small and large data alike. Items without ratings
 * come last. What it puts first on data/movielens-small is in `recommend.spec.ts`.
 */
export function scoreCatalogue(catalogue: readonly CatalogueItem[]): ScoredCatalogueItem[] {
  const { priorMean, priorRatings, greatestCount } = prior(catalogue);
  const fame = (count: number): number =>
    greatestCount > 0 ? Math.log1p(count) / Math.log1p(greatestCount) : 0;
  return catalogue
    .map((item) => {
      const quality = bayesianAverage(
        item.averageRating ?? priorMean,
        item.ratingCount,
        priorMean,
        priorRatings,
      );
      return { ...item, score: quality + FAME_RATING_UNITS * fame(item.ratingCount) };
    })
    .sort(byScore);
}

export function byScore(a: ScoredCatalogueItem, b: ScoredCatalogueItem): number {
  const unrated = Number(a.ratingCount === 0) - Number(b.ratingCount === 0);
  return unrated || b.score - a.score || a.itemId - b.itemId;
}

function prior(catalogue: readonly CatalogueItem[]): {
  priorMean: number;
  priorRatings: number;
  greatestCount: number;
} {
  let ratings = 0;
  let sum = 0;
  let rated = 0;
  let greatestCount = 0;
  for (const { ratingCount, averageRating } of catalogue) {
    if (ratingCount === 0 || averageRating === null) continue;
    ratings += ratingCount;
    sum += ratingCount * averageRating;
    rated++;
    greatestCount = Math.max(greatestCount, ratingCount);
  }
  const priorMean = ratings > 0 ? sum / ratings : 0;
  return {
    priorMean,
    priorRatings: Math.max(MIN_PRIOR_RATINGS, rated > 0 ? ratings / rated : 0),
    greatestCount,
  };
}
