import { groupRows, meanOf } from './rows.js';

/** What people really gave, a row each: whatever is here is relevant. */
export interface TrueRows {
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly ratings: ArrayLike<number>;
}

/** What is predicted, a row each; people's lists are their rows by falling prediction, equals in the order given. */
export interface PredictedRows {
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly predictions: ArrayLike<number>;
}

export interface RecommendersRanking {
  /** Σ_u hits / k over the users that are in both tables */
  readonly precision: number;
  /** Σ_u hits / relevant */
  readonly recall: number;
  /** mean of hits among the first min(k, relevant) / relevant, over users with such a hit only */
  readonly rPrecision: number;
  /** mean of Σ_j (hits up to j / place of hit j) / relevant */
  readonly map: number;
  /** the same / min(relevant, k) */
  readonly mapAtK: number;
}

export type GainType = 'binary' | 'raw' | 'exp';

interface UserHits {
  /** Places from 1, ascending. */
  readonly places: number[];
  readonly hitRows: number[];
  readonly relevant: number[];
}

/**
 * Precision, recall, R-precision and both MAPs of Microsoft Recommenders 1.2 (`python_evaluation`, `relevancy_method`
 * 'top_k'). Means are over users that have rows in both tables. R-precision is told as the library has it: people without
 * a hit within their number of relevant items do not count, so it is higher than its definition.
 */
export function recommendersRanking(
  truth: TrueRows,
  predicted: PredictedRows,
  k: number,
): RecommendersRanking {
  const users = [...hitsByUser(truth, predicted, k).values()];
  const total = (valueOf: (hits: UserHits) => number): number =>
    users.length === 0 ? 0 : meanOf(users.map(valueOf));
  const withinRelevant = users
    .map(
      ({ places, relevant }) => places.filter((place) => place <= relevant.length).length / relevant.length,
    )
    .filter((share) => share > 0);
  return {
    precision: total(({ places }) => places.length / k),
    recall: total(({ places, relevant }) => places.length / relevant.length),
    rPrecision: users.every(({ places }) => places.length === 0) ? 0 : meanOf(withinRelevant),
    map: total((user) => precisions(user) / user.relevant.length),
    mapAtK: total((user) => precisions(user) / Math.min(user.relevant.length, k)),
  };
}

/**
 * Mean of DCG@k / IDCG@k, gain 1, the rating, or 2^rating − 1; discount 1 / ln(place + 1) (the base cancels). The ideal
 * order is by rating over all of a user's relevant items; everybody with relevant items counts, also without predictions.
 */
export function recommendersNdcg(
  truth: TrueRows,
  predicted: PredictedRows,
  k: number,
  gainType: GainType = 'binary',
): number {
  const gainOf = (rating: number): number =>
    gainType === 'binary' ? 1 : gainType === 'raw' ? rating : 2 ** rating - 1;
  const hits = hitsByUser(truth, predicted, k);
  if ([...hits.values()].every(({ places }) => places.length === 0)) return 0;
  const values = [...groupRows(truth.users)].map(([user, relevant]) => {
    const { places, hitRows } = hits.get(user) ?? { places: [], hitRows: [] };
    const dcg = places.reduce(
      (sum, place, at) => sum + gainOf(truth.ratings[hitRows[at]]) / Math.log(1 + place),
      0,
    );
    const ideal = relevant.map((row) => truth.ratings[row]).sort((a, b) => b - a);
    const idcg = ideal.slice(0, k).reduce((sum, rating, at) => sum + gainOf(rating) / Math.log(2 + at), 0);
    return dcg / idcg;
  });
  return meanOf(values.filter((value) => !Number.isNaN(value)));
}

function hitsByUser(truth: TrueRows, predicted: PredictedRows, k: number): Map<number, UserHits> {
  const relevantRows = groupRows(truth.users);
  const found = new Map<number, UserHits>();
  for (const [user, rows] of groupRows(predicted.users)) {
    const relevant = relevantRows.get(user);
    if (!relevant) continue;
    const rowOf = new Map(relevant.map((row) => [truth.items[row], row]));
    const list = [...rows].sort((a, b) => predicted.predictions[b] - predicted.predictions[a]).slice(0, k);
    const hits = list.flatMap((row, at) => {
      const hit = rowOf.get(predicted.items[row]);
      return hit === undefined ? [] : [{ place: at + 1, row: hit }];
    });
    found.set(user, {
      places: hits.map(({ place }) => place),
      hitRows: hits.map(({ row }) => row),
      relevant,
    });
  }
  return found;
}

function precisions({ places }: UserHits): number {
  return places.reduce((sum, place, at) => sum + (at + 1) / place, 0);
}
