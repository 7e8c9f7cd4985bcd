import type { Ratings } from '../data/ratings.js';
import type { ItemContent } from '../models/model.js';
import type { ListedModel } from '../ranking/top-n-for-users.js';
import { itemCohorts, userCohorts, type Cohorts, type ItemCohort, type UserCohort } from './cohorts.js';
import { catalogCoverage, gini } from './coverage.js';
import { intraListDiversity } from './diversity.js';
import { metricsOfHits, type ListMetrics } from './evaluate-ranking.js';
import type { BeyondAccuracy, ListQuality } from './evaluation.js';
import { forEachHeldOutList, type HeldOutList, type HeldOutListsOptions } from './held-out-lists.js';
import { novelty, popularityBias } from './novelty.js';
import { personalization } from './personalization.js';
import { record } from './rating-errors.js';
import { Serendipity } from './serendipity.js';

export interface ListQualitiesOptions extends Omit<HeldOutListsOptions, 'n'> {
  /** Lengths of lists to measure; the first is that of cohorts, of beyond-accuracy and of each user's metrics. */
  readonly ks: readonly number[];
  readonly content?: ItemContent | undefined;
}

const metricNames = ['ndcg', 'recall', 'precision', 'map', 'mrr', 'hitRate'] as const;

/** Means of NDCG and recall over the users of a cohort. */
export interface CohortLists {
  readonly users: number;
  readonly ndcg: number | null;
  readonly recall: number | null;
}

export interface ListQualities {
  readonly lists: ListQuality[];
  readonly beyondAccuracy: BeyondAccuracy;
  readonly users: Record<UserCohort, CohortLists>;
  readonly items: Record<ItemCohort, CohortLists>;
  readonly userIds: Int32Array;
  /** Metrics at the first k by row of `userIds`. */
  readonly perUser: Record<(typeof metricNames)[number], Float64Array>;
}

/** Measures lists as they are found. Memory: the lists at the first k, 8 bytes an item, and six numbers a user. */
export function listQualities(
  model: ListedModel,
  trainSet: Ratings,
  testSet: Ratings,
  cohorts: Cohorts,
  options: ListQualitiesOptions,
): ListQualities {
  const { ks, content } = options;
  const [k] = ks;
  const sums = ks.map(() => new ListSums());
  const users = record(userCohorts, () => new ListSums());
  const items = record(itemCohorts, () => new ListSums());
  const itemCohort = Array.from(testSet.items.ids, (itemId) => cohorts.item(itemId));
  const lists: number[][] = [];
  const perUser: ListMetrics[] = [];
  const serendipity = content && new Serendipity(trainSet.items, (itemId) => content.genresOf(itemId));
  const visit = (list: HeldOutList): void => {
    const { hits, relevant, userId } = list;
    const short = Array.from(list.items.subarray(0, k), (item) => model.items.ids[item]);
    lists.push(short);
    ks.forEach((length, at) => {
      const metrics = metricsOfHits(hits, relevant.length, length);
      sums[at].add(metrics);
      if (at > 0) return;
      users[cohorts.user(userId)].add(metrics);
      perUser.push(metrics);
    });
    const near = hits.filter((place) => place < k);
    for (const cohort of itemCohorts) {
      const count = relevant.filter((item) => itemCohort[item] === cohort).length;
      const found = near.filter((place) => cohorts.item(short[place]) === cohort);
      if (count > 0) items[cohort].add(metricsOfHits(found, count, k));
    }
    serendipity?.add(
      short.length,
      near.map((place) => short[place]),
      historyOf(trainSet, userId),
    );
  };
  const n = Math.max(...ks);
  const userIds = forEachHeldOutList(model, trainSet, testSet, { ...options, n }, visit);
  const places = lists.reduce((sum, list) => sum + list.length, 0);
  const inHead = lists.reduce(
    (sum, list) => sum + list.filter((itemId) => cohorts.head.has(itemId)).length,
    0,
  );
  const ratersOf = (itemId: number): number => cohorts.ratersOf(itemId);
  const genres =
    content && new Map(Array.from(model.items.ids, (itemId) => [itemId, content.genresOf(itemId)]));
  return {
    lists: ks.map((length, at) => ({ k: length, ...sums[at].means })),
    beyondAccuracy: {
      k,
      coverage: catalogCoverage(lists, new Set(trainSet.items.ids)),
      diversity: genres ? intraListDiversity(lists, (itemId) => genres.get(itemId) ?? []) : null,
      novelty: novelty(lists, ratersOf, trainSet.users.size),
      serendipity: serendipity?.value ?? null,
      averagePopularity: popularityBias(lists, ratersOf),
      headShare: places > 0 ? inHead / places : null,
      gini: gini(lists, trainSet.items.size),
      personalization: personalization(lists),
    },
    users: record(userCohorts, (cohort) => users[cohort].cohort),
    items: record(itemCohorts, (cohort) => items[cohort].cohort),
    userIds,
    perUser: record(metricNames, (name) => Float64Array.from(perUser, (metrics) => metrics[name])),
  };
}

/** Sums of metrics over lists, from which means follow. */
export class ListSums {
  private readonly sums = record(metricNames, () => 0);
  private count = 0;

  add(metrics: ListMetrics): void {
    for (const name of metricNames) this.sums[name] += metrics[name];
    this.count++;
  }

  /** 0 when there is no list, so that it is a number. */
  get means(): ListMetrics {
    return record(metricNames, (name) => (this.count > 0 ? this.sums[name] / this.count : 0));
  }

  get cohort(): CohortLists {
    const { ndcg, recall } = this.means;
    return this.count > 0 ? { users: this.count, ndcg, recall } : { users: 0, ndcg: null, recall: null };
  }
}

/** External ids of what a user rated. */
function historyOf(trainSet: Ratings, userId: number): ArrayLike<number> {
  const user = trainSet.users.indexOf(userId);
  if (user < 0) return [];
  const { offsets, others } = trainSet.byUser;
  return others.subarray(offsets[user], offsets[user + 1]).map((item) => trainSet.items.ids[item]);
}
