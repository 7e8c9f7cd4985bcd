import { ranksWithinUsers } from './evidently-ranking.js';
import {
  cosineDistance,
  countValues,
  groupRows,
  meanOf,
  type InteractionRows,
  type RecommendationRows,
  type TrainCounts,
} from './rows.js';

export type ItemVector = (item: number) => ArrayLike<number>;
type ListRows = Pick<RecommendationRows, 'users' | 'items' | 'predictions'>;
type RecomType = 'score' | 'rank';

/**
 * Mean over users of Σ_{i<j} cosine distance(i, j) / list size (`DiversityMetric`): divided by the items of the list, not
 * by its pairs, so longer lists have more. NaN where ties leave somebody without an item in the first k (Evidently stops).
 */
export function evidentlyDiversity(
  rows: ListRows,
  k: number,
  vectorOf: ItemVector,
  recomType?: RecomType,
): number {
  const distances = listsWithin(rows, k, recomType).map(([, list]) => {
    let sum = 0;
    for (let i = 0; i < list.length; i++) {
      for (let j = i + 1; j < list.length; j++) sum += cosineDistance(vectorOf(list[i]), vectorOf(list[j]));
    }
    return sum / list.length;
  });
  return meanOf(distances);
}

/** Mean over users of the mean of −log2(people who met the item / people); items that nobody met are left out. */
export function evidentlyNovelty(
  rows: ListRows,
  k: number,
  train: TrainCounts,
  recomType?: RecomType,
): number {
  return meanOfMeans(rows, k, recomType, (item) => {
    const met = train.usersOf.get(item);
    return met === undefined ? null : -Math.log2(met / train.users);
  });
}

/**
 * Mean over users with a hit and a history of 1 − Σ_{t∈history} Σ_{h∈hits} cosine similarity(t, h) / |history|
 * (`SerendipityMetric`): not divided by the hits, so it falls below 0 as they get more.
 */
export function evidentlySerendipity(
  rows: RecommendationRows,
  k: number,
  train: InteractionRows,
  vectorOf: ItemVector,
  { recomType, minRelScore }: { recomType?: RecomType; minRelScore?: number } = {},
): number {
  const ranks = ranksWithinUsers(rows, recomType);
  const histories = groupRows(train.users);
  const values: number[] = [];
  for (const [user, own] of groupRows(rows.users)) {
    const isHit = (target: number): boolean =>
      minRelScore === undefined ? target > 0 : target >= minRelScore;
    const hits = own.filter((row) => ranks[row] <= k && isHit(rows.targets[row]));
    const history = histories.get(user);
    if (hits.length === 0 || !history) continue;
    let similarity = 0;
    for (const seen of history) {
      for (const hit of hits) {
        similarity += 1 - cosineDistance(vectorOf(train.items[seen]), vectorOf(rows.items[hit]));
      }
    }
    values.push(1 - similarity / history.length);
  }
  return meanOf(values);
}

/**
 * 1 − (Σ_i c_i² − U·k) / (k (U² − U)), c_i how many of the U people are shown item i (`PersonalizationMetric`): the mean
 * share that two lists do not have in common, provided that every list has k items.
 */
export function evidentlyPersonalization(rows: ListRows, k: number, recomType?: RecomType): number {
  const lists = listsWithin(rows, k, recomType);
  const users = lists.filter(([, list]) => list.length > 0).length;
  const squares = [...countValues(lists.flatMap(([, list]) => list)).values()].reduce(
    (sum, c) => sum + c * c,
    0,
  );
  const couples = users ** 2 - users;
  return (couples - (squares - users * k) / k) / couples;
}

/** Mean over users of the mean number of people who met the item; items that nobody met are left out. */
export function evidentlyArp(
  rows: ListRows,
  k: number,
  train: TrainCounts,
  { recomType, normalise = false }: { recomType?: RecomType; normalise?: boolean } = {},
): number {
  const most = normalise ? Math.max(...train.usersOf.values()) : 1;
  return meanOfMeans(rows, k, recomType, (item) => {
    const met = train.usersOf.get(item);
    return met === undefined ? null : met / most;
  });
}

/** |recommended ∩ items of the train set| / |items of the train set|. */
export function evidentlyCoverage(
  rows: ListRows,
  k: number,
  train: TrainCounts,
  recomType?: RecomType,
): number {
  const shown = new Set(listsWithin(rows, k, recomType).flatMap(([, list]) => list));
  return [...shown].filter((item) => train.usersOf.has(item)).length / train.usersOf.size;
}

/** Σ_j (2j − n − 1) c_(j) / ((n − 1) Σ c), c ascending, over the n items that are recommended at all. */
export function evidentlyGini(rows: ListRows, k: number, recomType?: RecomType): number {
  const shown = countValues(listsWithin(rows, k, recomType).flatMap(([, list]) => list));
  const counts = [...shown.values()].sort((a, b) => a - b);
  const n = counts.length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count, at) => sum + (2 * (at + 1) - n - 1) * count, 0) / ((n - 1) * total);
}

/** Entropy in nats of the softmax over the scores of everybody's first k together (`ScoreDistribution`). */
export function evidentlyScoreEntropy(rows: ListRows, k: number): number {
  const ranks = ranksWithinUsers(rows);
  const scores = Array.from(rows.predictions).filter((_, row) => ranks[row] <= k);
  const greatest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const weights = scores.map((score) => Math.exp(score - greatest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.reduce((sum, weight) => sum - (weight / total) * Math.log(weight / total), 0);
}

/** Of every user the items of rank at most k, in the order of the rows. */
function listsWithin(rows: ListRows, k: number, recomType?: RecomType): [number, number[]][] {
  const ranks = ranksWithinUsers(rows, recomType);
  return [...groupRows(rows.users)].map(([user, own]) => [
    user,
    own.filter((row) => ranks[row] <= k).map((row) => rows.items[row]),
  ]);
}

function meanOfMeans(
  rows: ListRows,
  k: number,
  recomType: RecomType | undefined,
  valueOf: (item: number) => number | null,
): number {
  const means = listsWithin(rows, k, recomType)
    .map(([, list]) => list.map(valueOf).filter((value) => value !== null))
    .filter((values) => values.length > 0)
    .map(meanOf);
  return meanOf(means);
}
