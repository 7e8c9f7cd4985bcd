import type { Ratings } from '../data/ratings.js';
import type { RecommenderModel } from '../models/model.js';
import { bootstrapTest, type BootstrapOptions, type MeanTest } from './bootstrap.js';
import { Cohorts } from './cohorts.js';
import { catalogCoverage } from './coverage.js';
import { evaluateModel, type EvaluateModelOptions, type ModelMetrics } from './evaluate-model.js';
import { sampleUsers, type ListMetrics } from './evaluate-ranking.js';
import { metricDirections, type MetricName } from './metric-direction.js';
import { popularityBias } from './novelty.js';
import { ErrorSums } from './rating-errors.js';
import { wilcoxonSignedRank } from './wilcoxon.js';

/** What single users got of a model: enough to compare it with another on the same users. */
export interface UserOutcomes {
  /** By user with held-out ratings, or a sample of them; null of a model of preferences. */
  readonly errors: {
    readonly userIds: Int32Array;
    /** How many held-out ratings a user has, and the sums of their squared and absolute errors. */
    readonly ratings: Int32Array;
    readonly squared: Float64Array;
    readonly absolute: Float64Array;
  } | null;
  /** By user who was given a list. */
  readonly lists: { readonly userIds: Int32Array } & Readonly<Record<ListMetricName, Float64Array>>;
}

const listMetrics = {
  ndcgAt10: 'ndcg',
  recallAt10: 'recall',
  precisionAt10: 'precision',
  hitRateAt10: 'hitRate',
  mrrAt10: 'mrr',
} as const satisfies Partial<Record<MetricName, keyof ListMetrics>>;
type ListMetricName = keyof typeof listMetrics;
const listMetricNames = Object.keys(listMetrics) as ListMetricName[];

/** What a model must not spoil while it gets better on average. null where there is nothing to measure. */
export interface SideEffects {
  /** Share of the train set's items that lists of ten name, in [0, 1]. */
  readonly coverage: number | null;
  /** Mean number of raters of the listed items. */
  readonly averagePopularity: number | null;
  /** Of users with fewer than 20 ratings to learn from: RMSE, in rating units, and NDCG@10. */
  readonly coldRmse: number | null;
  readonly coldNdcgAt10: number | null;
  /** How many such users the two are over, the greater number. */
  readonly coldUsers: number;
}

export interface Judgement {
  readonly metrics: ModelMetrics;
  readonly outcomes: UserOutcomes;
  readonly sideEffects: SideEffects;
}

export interface JudgeOptions extends Omit<EvaluateModelOptions, 'onError' | 'onList'> {
  /** Errors are kept of at most so many users, drawn by `seed`, the same for all models. Default 20,000. */
  readonly maxErrorUsers?: number;
  /** Of the train set, where they are known already. */
  readonly cohorts?: Cohorts;
}

/**
 * Measures a model as `evaluateModel` does, and keeps what single users got. With the same sets and seed, outcomes of
 * different models are of the same users in the same order.
 *
 * @throws FitCancelledError if `shouldStop` says so
 */
export function judgeModel(
  model: RecommenderModel,
  trainSet: Ratings,
  testSet: Ratings,
  { maxErrorUsers = 20_000, cohorts = new Cohorts(trainSet), ...options }: JudgeOptions = {},
): Judgement {
  const errors = new UserErrors(testSet, maxErrorUsers, options.seed);
  const isCold = Uint8Array.from(testSet.users.ids, (userId) => (cohorts.user(userId) === 'cold' ? 1 : 0));
  const coldErrors = new ErrorSums();
  const coldListed: number[] = [];
  const lists: number[][] = [];
  const told: { userId: number; metrics: ListMetrics }[] = [];
  const metrics = evaluateModel(model, trainSet, testSet, {
    ...options,
    onError: (user, _item, error) => {
      errors.add(user, error);
      if (isCold[user]) coldErrors.add(error);
    },
    onList: ({ row, userId, items }, ofList) => {
      told[row] = { userId, metrics: ofList };
      lists.push(Array.from(items, (item) => model.items.ids[item]));
      if (cohorts.user(userId) === 'cold') coldListed.push(ofList.ndcg);
    },
  });
  const coldTested = isCold.reduce((count, one) => count + one, 0);
  return {
    metrics,
    outcomes: { errors: metrics.rmse === null ? null : errors.columns, lists: listOutcomes(told) },
    sideEffects: {
      coverage: catalogCoverage(lists, new Set(trainSet.items.ids)),
      averagePopularity: popularityBias(lists, (itemId) => cohorts.ratersOf(itemId)),
      coldRmse: coldErrors.errors?.rmse ?? null,
      coldNdcgAt10: coldListed.length > 0 ? meanOf(coldListed) : null,
      coldUsers: coldErrors.errors ? coldTested : coldListed.length,
    },
  };
}

/** How much better one model is than another by one metric, over the same users. */
export interface OutcomeComparison {
  readonly users: number;
  /** The metric over these users. */
  readonly candidate: number;
  readonly champion: number;
  /** In the metric's unit; positive: the candidate is better. p of H₀: it is no better. */
  readonly improvement: MeanTest;
  /** One-sided p-value of Wilcoxon's signed-rank test over the users' shares in the improvement. */
  readonly wilcoxonPValue: number;
}

/**
 * Compares a candidate with the champion user by user, by the metric as it is told, not by a mean over users of something
 * like it. Each user's share in the difference is
 *
 *   rmse:  (S_champion,u − S_candidate,u) U / (N (rmse_champion + rmse_candidate))      S: sum of squared errors
 *   mae:   (A_champion,u − A_candidate,u) U / N                                         A: sum of absolute errors
 *   lists: m_candidate,u − m_champion,u
 *
 * with U users and N ratings, so that the mean over users is the difference of the metric exactly; the bootstrap draws
 * users, whose ratings hang together, with the denominator held fixed.
 *
 * @returns null where a model does not have the metric, or nobody is compared
 * @throws RangeError if the outcomes are not of the same users
 */
export function compareOutcomes(
  candidate: UserOutcomes,
  champion: UserOutcomes,
  metric: MetricName,
  options: BootstrapOptions,
): OutcomeComparison | null {
  const shares =
    metric === 'rmse' || metric === 'mae'
      ? sharesOfErrors(candidate.errors, champion.errors, metric)
      : sharesOfLists(candidate.lists, champion.lists, metric);
  if (shares === null || shares.values.length === 0) return null;
  const wilcoxon = wilcoxonSignedRank(shares.values);
  const leansUp = wilcoxon.positiveRankSum > (wilcoxon.usedPairs * (wilcoxon.usedPairs + 1)) / 4;
  return {
    users: shares.values.length,
    candidate: shares.candidate,
    champion: shares.champion,
    improvement: bootstrapTest(shares.values, options),
    wilcoxonPValue: leansUp ? wilcoxon.pValue / 2 : 1 - wilcoxon.pValue / 2,
  };
}

interface Shares {
  /** By user; positive: the candidate is better. */
  values: Float64Array;
  candidate: number;
  champion: number;
}

function sharesOfErrors(
  candidate: UserOutcomes['errors'],
  champion: UserOutcomes['errors'],
  metric: 'rmse' | 'mae',
): Shares | null {
  if (candidate === null || champion === null) return null;
  checkUsers(candidate.userIds, champion.userIds);
  const column = metric === 'rmse' ? 'squared' : 'absolute';
  const users = candidate.userIds.length;
  const ratings = sum(candidate.ratings);
  const [a, b] = [sum(candidate[column]) / ratings, sum(champion[column]) / ratings];
  const [ours, theirs] = metric === 'rmse' ? [Math.sqrt(a), Math.sqrt(b)] : [a, b];
  const scale = users / ratings / (metric === 'rmse' ? ours + theirs || 1 : 1);
  return {
    values: champion[column].map((value, user) => (value - candidate[column][user]) * scale),
    candidate: ours,
    champion: theirs,
  };
}

function sharesOfLists(
  candidate: UserOutcomes['lists'],
  champion: UserOutcomes['lists'],
  metric: Exclude<MetricName, 'rmse' | 'mae'>,
): Shares {
  checkUsers(candidate.userIds, champion.userIds);
  const sign = metricDirections[metric] === 'higher' ? 1 : -1;
  return {
    values: candidate[metric].map((value, user) => sign * (value - champion[metric][user])),
    candidate: meanOf(candidate[metric]),
    champion: meanOf(champion[metric]),
  };
}

function checkUsers(a: Int32Array, b: Int32Array): void {
  if (a.length !== b.length || a.some((userId, at) => userId !== b[at])) {
    throw new RangeError(
      `There are ${a.length} and ${b.length} users, expected the same ones in the same order`,
    );
  }
}

/** Sums of errors by user, of a sample of those in the test set. */
class UserErrors {
  /** By user index of the test set: the row of the columns, −1 of those left out. */
  private readonly rowOf: Int32Array;
  readonly columns: NonNullable<UserOutcomes['errors']>;

  constructor(testSet: Ratings, maxUsers: number, seed: number | undefined) {
    const userIds = Int32Array.from(sampleUsers([...testSet.users.ids], { maxUsers, seed }));
    this.rowOf = new Int32Array(testSet.users.size).fill(-1);
    userIds.forEach((userId, row) => (this.rowOf[testSet.users.indexOf(userId)] = row));
    const { length } = userIds;
    this.columns = {
      userIds,
      ratings: new Int32Array(length),
      squared: new Float64Array(length),
      absolute: new Float64Array(length),
    };
  }

  add(user: number, error: number): void {
    const row = this.rowOf[user];
    if (row < 0) return;
    this.columns.ratings[row]++;
    this.columns.squared[row] += error * error;
    this.columns.absolute[row] += Math.abs(error);
  }
}

function listOutcomes(told: readonly { userId: number; metrics: ListMetrics }[]): UserOutcomes['lists'] {
  const columns = listMetricNames.map((name) => [
    name,
    Float64Array.from(told, ({ metrics }) => metrics[listMetrics[name]]),
  ]);
  return {
    userIds: Int32Array.from(told, ({ userId }) => userId),
    ...(Object.fromEntries(columns) as Record<ListMetricName, Float64Array>),
  };
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let at = 0; at < values.length; at++) total += values[at];
  return total;
}

function meanOf(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}
