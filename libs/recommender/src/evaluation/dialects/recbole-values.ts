import { groupRows, meanOf } from './rows.js';

/** Predictions against labels of 0 and 1 (or ratings, for `recboleMae` and `recboleRmse`), by row. */
export interface LabelledScores {
  readonly scores: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** Area under the curve of true against false positives; ties count half. NaN without both kinds of labels. */
export function recboleAuc({ scores, labels }: LabelledScores): number {
  const ranks = ascendingRanks(Array.from(scores));
  let [positives, rankSum] = [0, 0];
  ranks.forEach((rank, row) => {
    if (labels[row] !== 1) return;
    positives += 1;
    rankSum += rank;
  });
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (ranks.length - positives));
}

/** Σ_u positives_u · AUC_u / Σ_u positives_u over users with both kinds of labels. */
export function recboleGauc({
  scores,
  labels,
  users,
}: LabelledScores & { readonly users: ArrayLike<number> }): number {
  let [weighted, weights] = [0, 0];
  for (const rows of groupRows(users).values()) {
    const own = { scores: rows.map((row) => scores[row]), labels: rows.map((row) => labels[row]) };
    const positives = own.labels.filter((label) => label === 1).length;
    if (positives === 0 || positives === rows.length) continue;
    weighted += positives * recboleAuc(own);
    weights += positives;
  }
  return weighted / weights;
}

/** Mean of −y ln p − (1 − y) ln(1 − p), p held within 10⁻¹⁵ of 0 and 1. */
export function recboleLogLoss({ scores, labels }: LabelledScores): number {
  const least = 1e-15;
  return meanOf(
    Array.from(scores, (score, row) => {
      const p = Math.min(Math.max(score, least), 1 - least);
      return -labels[row] * Math.log(p) - (1 - labels[row]) * Math.log(1 - p);
    }),
  );
}

export function recboleMae({ scores, labels }: LabelledScores): number {
  return meanOf(Array.from(scores, (score, row) => Math.abs(score - labels[row])));
}

export function recboleRmse({ scores, labels }: LabelledScores): number {
  return Math.sqrt(meanOf(Array.from(scores, (score, row) => (score - labels[row]) ** 2)));
}

/** From 1 for the least, average for ties. */
function ascendingRanks(values: readonly number[]): number[] {
  const order = values.map((_, row) => row).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let at = start; at < end; at++) ranks[order[at]] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
