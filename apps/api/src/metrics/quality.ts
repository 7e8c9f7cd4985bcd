import {
  catalogCoverage,
  intraListDiversity,
  novelty,
  personalization,
  popularityBias,
} from '@marquee/recommender';
import type { LoggedRecommendation } from './recommendation-log.repository.js';

/** What is known of a film when a list with it is judged. */
export interface JudgedMovie {
  id: number;
  genres: readonly string[];
  ratingCount: number;
}

export interface LatencyQuantiles {
  mean: number;
  p50: number;
  p95: number;
  p99: number;
}

/** How good what was served is, beyond accuracy. null: there is too little to say. */
export interface ServedQuality {
  recommendations: number;
  latencyMs: LatencyQuantiles | null;
  catalogCoverage: number | null;
  diversity: number | null;
  novelty: number | null;
  personalization: number | null;
  popularityBias: number | null;
  coldStartShare: number | null;
  emptyShare: number | null;
}

/**
 * Judges the lists that were really served.
 *
 * @param userCount  people with ratings: what novelty is measured against
 */
export function judgeServed(
  served: readonly LoggedRecommendation[],
  movies: readonly JudgedMovie[],
  userCount: number,
): ServedQuality {
  const byId = new Map(movies.map((movie) => [movie.id, movie]));
  const lists = served.map(({ movieIds }) => movieIds).filter((list) => list.length > 0);
  const ratersOf = (id: number): number => byId.get(id)?.ratingCount ?? 0;
  const share = (matches: (one: LoggedRecommendation) => boolean): number | null =>
    served.length === 0 ? null : served.filter(matches).length / served.length;
  return {
    recommendations: served.length,
    latencyMs: latencyQuantiles(served.map(({ latencyMs }) => latencyMs)),
    catalogCoverage: catalogCoverage(lists, new Set(byId.keys())),
    diversity: intraListDiversity(lists, (id) => byId.get(id)?.genres ?? []),
    novelty: novelty(lists, ratersOf, userCount),
    personalization: personalization(lists),
    popularityBias: popularityBias(lists, ratersOf),
    coldStartShare: share(({ strategy }) => strategy !== 'personalised'),
    emptyShare: share(({ movieIds }) => movieIds.length === 0),
  };
}

/** Quantiles by the nearest-rank rule, in the unit given; null of nothing. */
export function latencyQuantiles(values: readonly number[]): LatencyQuantiles | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const quantile = (q: number): number => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  return {
    mean: sorted.reduce((a, b) => a + b, 0) / sorted.length,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
  };
}
