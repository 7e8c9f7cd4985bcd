import type { FactorParameters } from '../kernels/sgd-pass.js';
import type { Estimator, IndexedRating, ModelFrame } from './indexed-model.js';
import type { ModelState } from './model.js';
import { StateReader } from './state-reader.js';
import { readSvd, SvdModel, type SvdKind, type Trainer } from './svd.js';
import { foldInUser, type FoldInPenalties } from './svd-fold-in.js';

/**
 * SVD++: r̂ = μ + b_u + b_i + q_i·(p_u + |N(u)|^−½ Σ_{j ∈ N(u)} y_j), N(u) the items that u rated (Koren 2008; Surprise,
 * SVDpp). For users of the training set the sum in brackets is kept as their factors, so that it predicts as fast as
 * SVD. What is unknown of user or item counts 0.
 */
export class SvdPlusPlusModel extends SvdModel {
  constructor(
    frame: ModelFrame,
    /** `userFactors` hold all that a user is: p_u + |N(u)|^−½ Σ y_j. */
    parameters: FactorParameters,
    /** [itemCount × factorCount] y_j, row-major */
    readonly implicitFactors: Float32Array,
    penalties: FoldInPenalties,
    trainedBy: Trainer,
    kind: SvdKind = 'svd-plus-plus',
  ) {
    super(frame, parameters, penalties, kind, trainedBy);
  }

  override state(): ModelState {
    const { tensors, metadata } = super.state();
    const shape = [this.items.size, this.parameters.factorCount];
    return { metadata, tensors: { ...tensors, implicitFactors: { shape, data: this.implicitFactors } } };
  }

  /**
   * The implicit part from the history itself, the explicit part by ridge regression on what it leaves open. A rated
   * item contributes by both: what its rating adds to the regression, and its own y_j·q_i / √n.
   */
  protected override estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const { factorCount } = this.parameters;
    const implicit = this.implicitPart(history);
    const user = foldInUser(history, this.parameters, this.penalties, implicit);
    const factors = user.userFactors.map((factor, at) => factor + implicit[at]);
    return {
      ...this.estimatorWith(user.userBias, factors, 0),
      explain: (itemIndex) => {
        const added = user.contributions(itemIndex);
        const norm = 1 / Math.sqrt(history.length);
        return {
          terms: this.itemTerms(itemIndex),
          history: history.map((one, row) => ({
            ...one,
            contribution: added[row] + norm * this.implicitProduct(one.itemIndex, itemIndex, factorCount),
          })),
        };
      },
    };
  }

  /** |N|^−½ Σ y_j, [factorCount] */
  private implicitPart(history: readonly IndexedRating[]): Float64Array {
    const { factorCount } = this.parameters;
    const sum = new Float64Array(factorCount);
    for (const { itemIndex } of history) {
      const start = itemIndex * factorCount;
      for (let factor = 0; factor < factorCount; factor++)
        sum[factor] += this.implicitFactors[start + factor];
    }
    const norm = 1 / Math.sqrt(history.length);
    return sum.map((one) => norm * one);
  }

  /** y_j·q_i */
  private implicitProduct(ratedIndex: number, itemIndex: number, factorCount: number): number {
    if (itemIndex < 0) return 0;
    const { itemFactors } = this.parameters;
    let product = 0;
    for (let factor = 0; factor < factorCount; factor++) {
      product +=
        this.implicitFactors[ratedIndex * factorCount + factor] *
        itemFactors[itemIndex * factorCount + factor];
    }
    return product;
  }
}

/** @throws ModelStateError */
export function loadSvdPlusPlus(state: ModelState): SvdPlusPlusModel {
  const reader = new StateReader(state);
  const { frame, parameters, penalties, trainedBy } = readSvd(reader, 'svd-plus-plus');
  const implicitFactors = reader.float32(
    'implicitFactors',
    [frame.items.size, 'items'],
    [parameters.factorCount, 'factors'],
  );
  return new SvdPlusPlusModel(frame, parameters, implicitFactors, penalties, trainedBy ?? 'plain');
}
