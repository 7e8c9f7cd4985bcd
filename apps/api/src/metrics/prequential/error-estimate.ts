/** Sums over a group of judged ratings, by person: what an error and its interval are computed from. */
export interface ErrorSums {
  /** Ratings that were predicted. */
  count: number;
  /** People who gave them. */
  users: number;
  errorSum: number;
  absoluteSum: number;
  squaredSum: number;
  /** Over people: of the square of their squared error, of its product with their ratings, and of their ratings squared. */
  userSquaredSum: number;
  userProductSum: number;
  userCountSum: number;
  /** Liked films for which a list was made, and those in it. */
  lists: number;
  hits: number;
}

export interface ErrorEstimate {
  ratings: number;
  users: number;
  rmse: number | null;
  /** Of 95 % confidence. null: fewer than two people. */
  rmseLower: number | null;
  rmseUpper: number | null;
  mae: number | null;
  /** Mean of predicted minus given: positive where the model promises too much. */
  bias: number | null;
  lists: number;
  /** Share of the liked films that the list of ten would have shown. */
  hitRate: number | null;
}

const z = 1.959964;

/**
 * RMSE with an interval that knows that one person's ratings resemble each other: the variance of the mean squared
 * error is taken between people, not between ratings.
 *
 *   v = G/(G−1) · Σ_g (Σ_{i∈g} e_i² − n_g·mse)² / n²,   √(mse ± 1.96·√v)      (cluster-robust; Liang & Zeger 1986)
 */
export function estimateError(sums: ErrorSums): ErrorEstimate {
  const { count, users, lists, hits } = sums;
  const known = count > 0;
  const mse = known ? sums.squaredSum / count : null;
  const half = mse === null ? null : halfWidth(sums, mse);
  return {
    ratings: count,
    users,
    rmse: mse === null ? null : Math.sqrt(mse),
    rmseLower: mse === null || half === null ? null : Math.sqrt(Math.max(0, mse - half)),
    rmseUpper: mse === null || half === null ? null : Math.sqrt(mse + half),
    mae: known ? sums.absoluteSum / count : null,
    bias: known ? sums.errorSum / count : null,
    lists,
    hitRate: lists > 0 ? hits / lists : null,
  };
}

function halfWidth(
  { count, users, userSquaredSum, userProductSum, userCountSum }: ErrorSums,
  mse: number,
): number | null {
  if (users < 2) return null;
  const between = Math.max(0, userSquaredSum - 2 * mse * userProductSum + mse * mse * userCountSum);
  return (z * Math.sqrt((between * users) / (users - 1))) / count;
}

/** How much better or worse one model is than another on the same ratings. */
export interface PairedSums {
  count: number;
  users: number;
  ownSquaredSum: number;
  otherSquaredSum: number;
  /** Over people: of the square of their summed difference, of its product with their ratings, and of their ratings squared. */
  userSquaredSum: number;
  userProductSum: number;
  userCountSum: number;
}

export interface PairedComparison {
  ratings: number;
  ownRmse: number;
  otherRmse: number;
  /** Mean difference of the squared errors, own minus other, with its 95 % interval: above 0 the other is better. */
  difference: number;
  lower: number;
  upper: number;
}

/** null: fewer than two people. The interval is taken between people, as that of `estimateError`. */
export function comparePaired(sums: PairedSums): PairedComparison | null {
  const { count, users } = sums;
  if (users < 2) return null;
  const difference = (sums.ownSquaredSum - sums.otherSquaredSum) / count;
  const between = Math.max(
    0,
    sums.userSquaredSum - 2 * difference * sums.userProductSum + difference * difference * sums.userCountSum,
  );
  const half = (z * Math.sqrt((between * users) / (users - 1))) / count;
  return {
    ratings: count,
    ownRmse: Math.sqrt(sums.ownSquaredSum / count),
    otherRmse: Math.sqrt(sums.otherSquaredSum / count),
    difference,
    lower: difference - half,
    upper: difference + half,
  };
}
