import { scoreItem, type ScoredItems } from '../kernels/item-scores.js';
import { dot, nearestRows, rowNorms } from './cosine-rows.js';
import { IndexedModel, type Estimator, type IndexedRating, type ModelFrame } from './indexed-model.js';
import type { ModelOutput, ScoredItem } from './model.js';
import { gramMatrix } from './ridge-regression.js';
import type { StopCheck } from './stop-check.js';

/** Rows whose products are summed at a time. */
const BLOCK_ROWS = 256;

/** Factors by index. */
export interface PreferenceParameters extends ScoredItems {
  /** [userCount × factorCount] p_u; all 0 for a user who shows no preference. */
  readonly userFactors: Float32Array;
  /** [factorCount × factorCount] QᵀQ of the items' factors, in double precision, for folding in. */
  readonly itemProducts: Float64Array;
}

/** Somebody folded in, by what they like. */
export interface FoldedTaste {
  /** [factorCount] */
  readonly factors: Float32Array;
  /** The positives that it was computed from. */
  readonly positives: readonly IndexedRating[];
  /** What each positive adds to p·q of an item, in their order. */
  contributions(itemFactors: Float32Array): Float64Array;
}

/**
 * A preference as b_i + p_u·q_i, which orders items and means nothing else. Somebody who shows no preference, whether known
 * or not, is taken for the average of those who do: items are ordered by how popular they are.
 */
export abstract class FactorPreferences extends IndexedModel {
  override readonly output: ModelOutput = 'preference';
  private itemNorms: Float64Array | null = null;
  private average: Float32Array | null = null;

  constructor(
    frame: ModelFrame,
    readonly parameters: PreferenceParameters,
  ) {
    super(frame);
  }

  /** By the cosine of the items' factors. */
  similar(itemId: number, count: number): ScoredItem[] {
    const item = this.items.indexOf(itemId);
    if (item < 0) return [];
    const { factorCount, itemFactors } = this.parameters;
    this.itemNorms ??= rowNorms(itemFactors, factorCount);
    return nearestRows(itemFactors, factorCount, this.itemNorms, item, count).map(([other, score]) => ({
      itemId: this.items.idAt(other),
      score,
    }));
  }

  /** Somebody's factors from their history; null if it shows no preference. */
  protected abstract foldInTaste(history: readonly IndexedRating[]): FoldedTaste | null;

  protected estimatorOf(userIndex: number): Estimator {
    const { userFactors, factorCount, itemFactors } = this.parameters;
    if (userIndex < 0 || !hasTaste(userFactors, userIndex * factorCount, factorCount)) return this.nobody();
    return {
      ...this.estimatorWith(userFactors, userIndex * factorCount),
      explain: (item) => ({
        terms: [
          ['popularity', this.biasOf(item)],
          ['taste', item < 0 ? 0 : dot(userFactors, userIndex, itemFactors, item, factorCount)],
        ],
      }),
    };
  }

  protected estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const taste = this.foldInTaste(history);
    if (!taste) return this.nobody();
    const { factorCount, itemFactors } = this.parameters;
    return {
      ...this.estimatorWith(taste.factors, 0),
      explain: (item) => {
        const start = item * factorCount;
        const added = item < 0 ? null : taste.contributions(itemFactors.subarray(start, start + factorCount));
        return {
          terms: [['popularity', this.biasOf(item)]],
          history: taste.positives.map((one, n) => ({ ...one, contribution: added ? added[n] : 0 })),
        };
      },
    };
  }

  private nobody(): Estimator {
    const { userFactors, factorCount } = this.parameters;
    this.average ??= averageTaste(userFactors, factorCount);
    const estimator = this.estimatorWith(this.average, 0);
    return { ...estimator, explain: (item) => ({ terms: [['popularity', estimator.estimate(item)]] }) };
  }

  private biasOf(item: number): number {
    return item < 0 ? 0 : this.parameters.itemBiases[item];
  }

  private estimatorWith(factors: Float32Array, start: number): Estimator {
    return {
      estimate: (item) => (item < 0 ? 0 : scoreItem(this.parameters, item, factors, start, 0)),
      linear: { items: this.parameters, factors, userStart: start, base: 0 },
    };
  }
}

function hasTaste(factors: Float32Array, start: number, factorCount: number): boolean {
  for (let factor = 0; factor < factorCount; factor++) if (factors[start + factor] !== 0) return true;
  return false;
}

/** The mean of the rows that are not all 0; 0 where there is none. */
function averageTaste(userFactors: Float32Array, factorCount: number): Float32Array {
  const sums = new Float64Array(factorCount);
  let count = 0;
  for (let start = 0; start < userFactors.length; start += factorCount) {
    if (!hasTaste(userFactors, start, factorCount)) continue;
    count++;
    for (let factor = 0; factor < factorCount; factor++) sums[factor] += userFactors[start + factor];
  }
  return Float32Array.from(sums, (sum) => sum / Math.max(1, count));
}

/** QᵀQ of rows [rowCount × columnCount], both triangles, in double precision. */
export function productsOfRows(rows: Float32Array, columnCount: number, stop: StopCheck): Float64Array {
  const products = new Float64Array(columnCount * columnCount);
  for (let from = 0; from < rows.length; from += BLOCK_ROWS * columnCount) {
    const block = Float64Array.from(rows.subarray(from, from + BLOCK_ROWS * columnCount));
    const lower = gramMatrix(block, block.length / columnCount, columnCount);
    for (let i = 0; i < columnCount; i++) {
      for (let j = 0; j <= i; j++) products[i * columnCount + j] += lower[i * columnCount + j];
    }
    stop.after(block.length * columnCount);
  }
  for (let i = 0; i < columnCount; i++) {
    for (let j = 0; j < i; j++) products[j * columnCount + i] = products[i * columnCount + j];
  }
  return products;
}
