import { FactorPreferences, type FoldedTaste, type PreferenceParameters } from './factor-preferences.js';
import { readProducts } from './implicit-als-model.js';
import { readFrame, type IndexedRating, type ModelFrame } from './indexed-model.js';
import type { ModelState } from './model.js';
import { RidgeSystem } from './ridge-regression.js';
import { StateReader } from './state-reader.js';
import { trainers, type Trainer } from './svd.js';

/** What is taken for a positive, and how strongly factors are held near 0; see `trainBpr`. */
export interface BprObjective {
  readonly positiveFrom: number;
  readonly regularisation: number;
}

/**
 * How far ahead a positive should be of any other item when somebody is folded in, and how many times λ holds factors near 0.
 * −ln σ(x) is about (x − 2)² / 8, which would give 2 and 4. But squares pull back what is far ahead already; farther off and
 * held more strongly ranks as well as training does. On a validation part of MovieLens 1M, NDCG@10 for 1,500 people: trained
 * 0.206; 2 and 4 0.169, 4 and 16 0.207, 8 and 64 0.210.
 */
const TARGET = 8;
const PULL = 64;

/** Means and products of the items, as drawing a negative sees them. */
interface ItemMoments {
  /** [factorCount] mean of q */
  readonly mean: Float64Array;
  readonly meanBias: number;
  /** [factorCount × factorCount] covariance of q */
  readonly covariance: Float64Array;
  /** [factorCount] covariance of q and b */
  readonly biasCovariance: Float64Array;
}

/** Preferences b_i + p_u·q_i by which what a user likes comes before the rest (Rendle et al. 2009). */
export class BprModel extends FactorPreferences {
  readonly kind = 'bpr';
  private itemMoments: ItemMoments | null = null;

  constructor(
    frame: ModelFrame,
    parameters: PreferenceParameters,
    readonly objective: BprObjective,
    /** What trained it: the last bits depend on it. */
    readonly trainedBy: Trainer,
  ) {
    super(frame, parameters);
  }

  state(): ModelState {
    const { factorCount, userFactors, itemFactors, itemBiases, itemProducts } = this.parameters;
    return this.frameState(
      { factorCount, ...this.objective, trainedBy: this.trainedBy },
      {
        userFactors: { shape: [this.users.size, factorCount], data: userFactors },
        itemFactors: { shape: [this.items.size, factorCount], data: itemFactors },
        itemBiases: { shape: [this.items.size], data: itemBiases },
        itemProducts: { shape: [factorCount, factorCount], data: itemProducts },
      },
    );
  }

  /**
   * Somebody with this history by least squares in place of draws: the least of
   *
   *   Σ_i mean_j (8 − x_ij)² + 64 λ n |p|²        x_ij = b_i − b_j + p·(q_i − q_j)
   *
   * over the n positives i and all items j, squares in place of the training's −ln σ(x). The mean over
   * j takes no more than the items' means and covariances (as in RankALS, Takács & Tikk 2012), and the answer is linear in
   * what each positive adds.
   */
  protected foldInTaste(history: readonly IndexedRating[]): FoldedTaste | null {
    const { factorCount, itemFactors, itemBiases } = this.parameters;
    const positives = history.filter(({ rating }) => rating >= this.objective.positiveFrom);
    const count = positives.length;
    if (count === 0) return null;
    const { mean, meanBias, covariance, biasCovariance } = (this.itemMoments ??= momentsOf(this.parameters));
    const rows = new Float64Array(count * factorCount);
    const targets = Float64Array.from(
      positives,
      ({ itemIndex }) => TARGET - itemBiases[itemIndex] + meanBias,
    );
    positives.forEach(({ itemIndex }, n) => {
      for (let f = 0; f < factorCount; f++) {
        rows[n * factorCount + f] = itemFactors[itemIndex * factorCount + f] - mean[f];
      }
    });
    const penalty = Math.max(PULL * this.objective.regularisation, 1e-9) * count;
    const prior = covariance.map((one) => count * one);
    const system = new RidgeSystem(rows, new Float64Array(factorCount).fill(penalty), prior);
    const pull = system.solve(biasCovariance);
    const factors = system.weights(targets).map((weight, f) => weight - count * pull[f]);
    return {
      factors: Float32Array.from(factors),
      positives,
      contributions: (features) => {
        let away = 0;
        for (let f = 0; f < factorCount; f++) away += features[f] * pull[f];
        return system.contributions(features, targets).map((one) => one - away);
      },
    };
  }
}

function momentsOf({
  factorCount,
  itemFactors,
  itemBiases,
  itemProducts,
}: PreferenceParameters): ItemMoments {
  const mean = new Float64Array(factorCount);
  const biasCovariance = new Float64Array(factorCount);
  const itemCount = itemBiases.length;
  let meanBias = 0;
  for (let item = 0; item < itemCount; item++) {
    meanBias += itemBiases[item] / itemCount;
    for (let f = 0; f < factorCount; f++) {
      const factor = itemFactors[item * factorCount + f];
      mean[f] += factor / itemCount;
      biasCovariance[f] += (factor * itemBiases[item]) / itemCount;
    }
  }
  for (let f = 0; f < factorCount; f++) biasCovariance[f] -= mean[f] * meanBias;
  const covariance = itemProducts.map((product, at) => {
    const [i, j] = [Math.floor(at / factorCount), at % factorCount];
    return product / itemCount - mean[i] * mean[j];
  });
  return { mean, meanBias, covariance, biasCovariance };
}

/** @throws ModelStateError */
export function loadBpr(state: ModelState): BprModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  const factorCount = reader.integer('factorCount', 1);
  const factors = [factorCount, 'factors'] as const;
  const items = [frame.items.size, 'items'] as const;
  const objective: BprObjective = {
    positiveFrom: reader.number('positiveFrom'),
    regularisation: reader.number('regularisation', 0),
  };
  const parameters: PreferenceParameters = {
    factorCount,
    userFactors: reader.float32('userFactors', [frame.users.size, 'users'], factors),
    itemFactors: reader.float32('itemFactors', items, factors),
    itemBiases: reader.float32('itemBiases', items),
    itemProducts: readProducts(reader, factorCount),
  };
  return new BprModel(frame, parameters, objective, reader.choice('trainedBy', trainers));
}
