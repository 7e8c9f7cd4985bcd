import type { HistoryContribution } from '@marquee/recommender';
import type { CatalogueMovie } from '../ingestion/index.js';
import type { Because } from './recommendation.js';

/** Rated films with their titles; one that is no longer in the catalogue keeps its part, so that sums stay exact. */
export function becauseOf(
  contributions: readonly HistoryContribution[],
  byId: ReadonlyMap<number, CatalogueMovie>,
): Because[] {
  return contributions.map(({ itemId, rating, contribution }) => ({
    movieId: itemId,
    title: byId.get(itemId)?.title ?? `Film ${itemId}`,
    rating,
    contribution,
  }));
}
