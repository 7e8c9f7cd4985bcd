import { meanOf } from './rows.js';

/** Lists of equal length, best first, and what each person likes among all that they have not seen. */
export interface RecboleLists {
  /** Items by user; every list as long as the greatest k. */
  readonly lists: readonly ArrayLike<number>[];
  /** At least one item each. */
  readonly relevant: readonly ReadonlySet<number>[];
}

/** By k from 1 at index 0. */
export type RecboleCurve = readonly number[];

export interface RecboleRanking {
  /** mean over users of 1 where a hit is among the first k */
  readonly hit: RecboleCurve;
  /** mean over users of 1 / place of the first hit */
  readonly mrr: RecboleCurve;
  /** mean over users of hits / k */
  readonly precision: RecboleCurve;
  /** mean over users of hits / relevant */
  readonly recall: RecboleCurve;
  /** mean over users of Σ_{j≤k} P@j · hit_j / min(relevant, k) */
  readonly map: RecboleCurve;
  /** mean over users of Σ_{j≤k} hit_j / log2(j + 1) over the same for min(relevant, k) hits at the top */
  readonly ndcg: RecboleCurve;
}

/** The ranking metrics of RecBole 1.2 (`recbole.evaluator.metrics`), binary; not rounded to four places as its logs are. */
export function recboleRanking({ lists, relevant }: RecboleLists): RecboleRanking {
  const users = lists.map((list, user) => curvesOf(Array.from(list), relevant[user]));
  const depth = lists[0]?.length ?? 0;
  const mean = (name: keyof RecboleRanking): number[] =>
    Array.from({ length: depth }, (_, at) => meanOf(users.map((curves) => curves[name][at])));
  return {
    hit: mean('hit'),
    mrr: mean('mrr'),
    precision: mean('precision'),
    recall: mean('recall'),
    map: mean('map'),
    ndcg: mean('ndcg'),
  };
}

function curvesOf(
  list: readonly number[],
  relevant: ReadonlySet<number>,
): Record<keyof RecboleRanking, number[]> {
  const curves: Record<keyof RecboleRanking, number[]> = {
    hit: [],
    mrr: [],
    precision: [],
    recall: [],
    map: [],
    ndcg: [],
  };
  let [hits, first, precisions, dcg, idcg] = [0, 0, 0, 0, 0];
  list.forEach((item, at) => {
    const k = at + 1;
    const discount = 1 / Math.log2(k + 1);
    if (k <= relevant.size) idcg += discount;
    if (relevant.has(item)) {
      hits += 1;
      if (hits === 1) first = 1 / k;
      precisions += hits / k;
      dcg += discount;
    }
    curves.hit.push(Number(hits > 0));
    curves.mrr.push(first);
    curves.precision.push(hits / k);
    curves.recall.push(hits / relevant.size);
    curves.map.push(precisions / Math.min(relevant.size, k));
    curves.ndcg.push(dcg / idcg);
  });
  return curves;
}
