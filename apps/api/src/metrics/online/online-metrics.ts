import { wilsonInterval, type ShareInterval } from '@marquee/recommender';
import type { ListSums, PlaceSums } from './online-metrics.repository.js';

/** What a number means, for who sees it. */
export interface MetricDefinition {
  name: string;
  dialect: string;
  formula: string;
  higherIsBetter: boolean | null;
}

/** Metrics of what was served, of one group. null: it has too little, or the grouping does not tell it. */
export interface OnlineMetrics extends Omit<PlaceSums, 'key'> {
  key: string;
  clickThrough: ShareInterval;
  positiveRating: ShareInterval;
  ratedPositively: ShareInterval;
  lists: number | null;
  coldStartShare: number | null;
  emptyShare: number | null;
  meanLatencyMs: number | null;
  diversity: number | null;
  novelty: number | null;
  popularity: number | null;
  coverage: number | null;
}

const own = 'Marquee';

/** Named as they are shown, with whose definition each follows. */
export const onlineDefinitions: Readonly<Record<string, MetricDefinition>> = {
  clickThrough: {
    name: 'Click-through rate',
    dialect: own,
    formula:
      'films opened / films seen, by list and film; interval by Wilson’s score, which takes films as independent',
    higherIsBetter: true,
  },
  positiveRating: {
    name: 'Positive-rating rate',
    dialect: own,
    formula:
      'films rated 4 or more within 7 days of the list that showed them / films seen (whoever opens or rates a film has seen it)',
    higherIsBetter: true,
  },
  ratedPositively: {
    name: 'Rated positively',
    dialect: own,
    formula: 'ratings of 4 or more / ratings put down to lists',
    higherIsBetter: true,
  },
  coverage: {
    name: 'Catalogue coverage',
    dialect: 'RecBole (item coverage)',
    formula: 'films recommended to somebody / films of the catalogue',
    higherIsBetter: true,
  },
  gini: {
    name: 'Gini index',
    dialect: 'RecBole',
    formula: 'Σ_i (2i − I − 1) c_(i) / (I Σ c), over all I films of the catalogue',
    higherIsBetter: false,
  },
  diversity: {
    name: 'Diversity',
    dialect: `${own} (pairs, as Microsoft Recommenders; genres by Jaccard rather than cosine)`,
    formula:
      'mean over lists of the mean genre distance 1 − |A ∩ B| / |A ∪ B| of the pairs of the first ten films',
    higherIsBetter: true,
  },
  novelty: {
    name: 'Novelty',
    dialect: 'Evidently 0.7, when served',
    formula:
      'mean over lists of the mean of −log2(people who rated the film / people), first ten films, in bits',
    higherIsBetter: null,
  },
  popularity: {
    name: 'Popularity bias',
    dialect: 'Evidently 0.7 (ARP), when served',
    formula: 'mean over lists of the mean number of ratings of the first ten films',
    higherIsBetter: null,
  },
};

const nothing: PlaceSums = {
  key: '',
  films: 0,
  impressions: 0,
  clicks: 0,
  ratings: 0,
  positiveRatings: 0,
  notInterested: 0,
};

export function onlineMetrics(
  key: string,
  places: PlaceSums | undefined,
  lists: ListSums | undefined,
  coverage: number | null,
): OnlineMetrics {
  const sums = { ...(places ?? nothing), key };
  const ofLists = (count: number | undefined): number | null =>
    lists && count !== undefined && lists.lists > 0 ? count / lists.lists : null;
  return {
    ...sums,
    clickThrough: wilsonInterval(sums.clicks, sums.impressions),
    positiveRating: wilsonInterval(sums.positiveRatings, sums.impressions),
    ratedPositively: wilsonInterval(sums.positiveRatings, sums.ratings),
    lists: lists?.lists ?? null,
    coldStartShare: ofLists(lists?.coldStarts),
    emptyShare: ofLists(lists?.emptyLists),
    meanLatencyMs: lists?.meanLatencyMs ?? null,
    diversity: lists?.diversity ?? null,
    novelty: lists?.novelty ?? null,
    popularity: lists?.popularity ?? null,
    coverage,
  };
}

/** RecBole's: Σ_i (2i − I − 1) c_(i) / (I Σ c) over all films, those never recommended with 0; null of nothing. */
export function giniIndex(times: readonly number[], filmCount: number): number | null {
  const total = times.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const films = Math.max(filmCount, times.length);
  const first = films - times.length + 1;
  const sorted = Float64Array.from(times).sort();
  const weighted = sorted.reduce((sum, count, at) => sum + (2 * (first + at) - films - 1) * count, 0);
  return weighted / total / films;
}
