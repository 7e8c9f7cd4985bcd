import { byScore, type CatalogueItem, type ScoredCatalogueItem } from './catalogue.js';
import { diversifyByGenre } from './recommend.js';

export interface OnboardingRequest {
  readonly count: number;
  /** Only items of at least one of these; [] or left out for all. */
  readonly genres?: readonly string[];
  readonly exclude?: ReadonlySet<number>;
}

const ONBOARDING_DIVERSITY = 0.4;

/**
 * The films to ask a newcomer about: known to many, so that they can answer; on which people differ, so that the
 * answer tells something; of different kinds.
 *
 *   ln(1 + count) · deviation of its ratings, then MMR over genres
 *
 * Items without ratings are never asked about. Equal scores by lower id.
 * Source: Rashid et al. 2002, "Getting to know you" (IUI), popularity × entropy, with the deviation for the entropy.
 */
export function onboardingFilms<T extends CatalogueItem>(
  catalogue: readonly T[],
  { count, genres = [], exclude = new Set<number>() }: OnboardingRequest,
): T[] {
  const scored = catalogue
    .filter(({ itemId, ratingCount }) => ratingCount > 0 && !exclude.has(itemId))
    .filter((item) => genres.length === 0 || genres.some((genre) => item.genres.includes(genre)))
    .map((item): T & ScoredCatalogueItem => ({
      ...item,
      score: Math.log1p(item.ratingCount) * (item.ratingDeviation ?? 1),
    }))
    .sort(byScore);
  const byId = new Map(catalogue.map((item) => [item.itemId, item]));
  return diversifyByGenre(scored, ONBOARDING_DIVERSITY, count).map(({ itemId }) => byId.get(itemId)!);
}
