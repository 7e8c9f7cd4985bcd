import { isRankingMetric, metricLabels, type MetricName } from '@marquee/recommender';
import type { RatingsShape } from '../ingestion/index.js';
import { NotEnoughDataError } from './training.errors.js';

/** Fewer ratings are nothing to learn from. */
export const minRatings = 100;

/** @throws NotEnoughDataError when these ratings cannot teach a model or judge it by the metric, with what is missing */
export function checkEnoughData(shape: RatingsShape, metric: MetricName): void {
  const missing = whatIsMissing(shape, metric);
  if (missing !== null) throw new NotEnoughDataError(missing);
}

function whatIsMissing(
  { ratings, users, movies, usersWithTwo, lowest, highest }: RatingsShape,
  metric: MetricName,
): string | null {
  if (ratings < minRatings) {
    return `There are ${ratings} ratings, training needs at least ${minRatings}. Import some: POST /api/v1/imports.`;
  }
  if (users < 2) {
    return `All ${ratings} ratings are by one user, training needs at least 2 users. Import ratings of others.`;
  }
  if (usersWithTwo === 0) {
    const where = movies === 1 ? ', all of one movie' : '';
    return `Nothing can be held out since no user has two ratings: there are ${ratings} ratings by ${users} users${where}. Training needs users who rated at least 2 movies.`;
  }
  if (lowest === highest && !isRankingMetric(metric)) {
    return `All ${ratings} ratings are equal (${lowest}): by ${metricLabels[metric]} no model can be told from another. Choose a metric of lists as "primaryMetric": ndcgAt10, recallAt10, precisionAt10, hitRateAt10 or mrrAt10.`;
  }
  return null;
}
