/** Recommendations a row each, as Evidently takes them; columns of equal length. */
export interface RecommendationRows {
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  /** 0 = not liked; what is above is the gain, which most metrics bring to 1. */
  readonly targets: ArrayLike<number>;
  /** Scores, the greater the better, or ranks from 1. */
  readonly predictions: ArrayLike<number>;
}

/** Who met which item before, each pair once. */
export interface InteractionRows {
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
}

/** Of a train set: how many people met each item, how many people and how many pairs there are. */
export interface TrainCounts {
  readonly usersOf: ReadonlyMap<number, number>;
  readonly users: number;
  readonly records: number;
}

export function trainCounts({ users, items }: InteractionRows): TrainCounts {
  const usersOf = new Map<number, number>();
  for (let row = 0; row < items.length; row++) usersOf.set(items[row], (usersOf.get(items[row]) ?? 0) + 1);
  return { usersOf, users: new Set(Array.from(users)).size, records: items.length };
}

/** Rows by the value of a column, in the order of the values; rows keep theirs. */
export function groupRows(column: ArrayLike<number>): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < column.length; row++) {
    const group = groups.get(column[row]);
    if (group) group.push(row);
    else groups.set(column[row], [row]);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}

/** How often each value occurs. */
export function countValues(values: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Mean; NaN of nothing, as numpy and pandas say. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 1 − cosine, in [0, 2]; 1 where a vector is zero (scikit-learn). */
export function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, squareA, squareB] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    dot += a[at] * b[at];
    squareA += a[at] ** 2;
    squareB += b[at] ** 2;
  }
  if (squareA === 0 || squareB === 0) return 1;
  return Math.min(2, Math.max(0, 1 - dot / (Math.sqrt(squareA) * Math.sqrt(squareB))));
}
