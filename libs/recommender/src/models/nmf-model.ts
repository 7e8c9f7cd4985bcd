import type { FactorParameters } from '../kernels/sgd-pass.js';
import type { EstimateParts, Estimator, IndexedRating, ModelFrame } from './indexed-model.js';
import type { ModelState } from './model.js';
import { solveNonNegative } from './non-negative-regression.js';
import { StateReader } from './state-reader.js';
import { readSvd, SvdModel } from './svd.js';

export interface NmfSettings {
  /** Answer where user or item is unknown; null with biases, which answer then. */
  readonly unknown: number | null;
  /** λ of a user's factors and bias for each rating. */
  readonly perRating: number;
  readonly biasPerRating: number;
}

/** Held against a division by 0 where λ is 0. */
const LEAST_PENALTY = 1e-6;

/**
 * Non-negative matrix factorisation: r̂ = p_u·q_i, with biases μ + b_u + b_i beside (Luo et al. 2014; Surprise, NMF).
 * Without biases, what is unknown of user or item gets the mean of all ratings.
 */
export class NmfModel extends SvdModel {
  constructor(
    frame: ModelFrame,
    /** `globalMean` and biases are 0 where there are none. */
    parameters: FactorParameters,
    readonly settings: NmfSettings,
  ) {
    super(frame, parameters, { perUser: LEAST_PENALTY, perRating: settings.perRating }, 'nmf');
  }

  override state(): ModelState {
    const { unknown, biasPerRating } = this.settings;
    const { tensors, metadata } = super.state();
    return {
      tensors,
      metadata: {
        ...metadata,
        unknown: unknown === null ? 'biases' : String(unknown),
        foldInBiasPenaltyPerRating: String(biasPerRating),
      },
    };
  }

  protected override estimatorOf(userIndex: number): Estimator {
    const { unknown } = this.settings;
    if (unknown === null) return super.estimatorOf(userIndex);
    if (userIndex >= 0) return this.answeringUnknown(super.estimatorOf(userIndex), unknown);
    return {
      estimate: () => unknown,
      estimateAll: (out) => out.fill(unknown),
      explain: () => ({ terms: [['mean', unknown]] }),
    };
  }

  /** Factors that are not negative and a bias, as training has them in the end: the least of squared errors and penalties. */
  protected override estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const { factorCount, globalMean, itemBiases } = this.parameters;
    const { unknown, perRating, biasPerRating } = this.settings;
    const columnCount = unknown === null ? factorCount + 1 : factorCount;
    const rows = new Float64Array(history.length * columnCount);
    history.forEach(({ itemIndex }, row) =>
      rows.set(this.features(itemIndex, columnCount), row * columnCount),
    );
    const penalties = new Float64Array(columnCount).fill(LEAST_PENALTY + perRating * history.length);
    if (unknown === null) penalties[factorCount] = LEAST_PENALTY + biasPerRating * history.length;
    const targets = Float64Array.from(history, (one) => one.rating - globalMean - itemBiases[one.itemIndex]);
    const solution = solveNonNegative({ rows, targets, penalties, signedFrom: factorCount });
    const bias = unknown === null ? solution.weights[factorCount] : 0;
    const factors = Float32Array.from(solution.weights.subarray(0, factorCount));
    const estimator: Estimator = {
      ...this.estimatorWith(bias, factors, 0),
      explain: (itemIndex) => {
        const added = solution.contributions(this.features(itemIndex, columnCount));
        return {
          terms: this.itemTerms(itemIndex),
          history: history.map((one, row) => ({ ...one, contribution: added[row] })),
        };
      },
    };
    return unknown === null ? estimator : this.answeringUnknown(estimator, unknown);
  }

  protected override itemTerms(itemIndex: number): EstimateParts['terms'] {
    return this.settings.unknown === null ? super.itemTerms(itemIndex) : [];
  }

  private answeringUnknown(estimator: Estimator, unknown: number): Estimator {
    return {
      ...estimator,
      estimate: (itemIndex) => (itemIndex < 0 ? unknown : estimator.estimate(itemIndex)),
      explain: (itemIndex) =>
        itemIndex < 0 || !estimator.explain ? { terms: [['mean', unknown]] } : estimator.explain(itemIndex),
    };
  }

  /** What a user's weights are multiplied by for an item: its factors, then 1 for a bias. */
  private features(itemIndex: number, columnCount: number): Float64Array {
    const { factorCount, itemFactors } = this.parameters;
    const features = new Float64Array(columnCount).fill(1);
    if (itemIndex < 0) features.fill(0, 0, factorCount);
    else features.set(itemFactors.subarray(itemIndex * factorCount, (itemIndex + 1) * factorCount));
    return features;
  }
}

/** @throws ModelStateError */
export function loadNmf(state: ModelState): NmfModel {
  const reader = new StateReader(state);
  const { frame, parameters, penalties } = readSvd(reader, 'nmf');
  const unknown = reader.text('unknown') === 'biases' ? null : reader.number('unknown');
  return new NmfModel(frame, parameters, {
    unknown,
    perRating: penalties.perRating,
    biasPerRating: reader.number('foldInBiasPenaltyPerRating', 0),
  });
}
