import { ModelStateError } from '../errors.js';
import { FactorPreferences, type FoldedTaste, type PreferenceParameters } from './factor-preferences.js';
import { readFrame, type IndexedRating, type ModelFrame } from './indexed-model.js';
import type { ModelState } from './model.js';
import { RidgeSystem } from './ridge-regression.js';
import { StateReader } from './state-reader.js';
import { trainers, type Trainer } from './svd.js';

/** What implicit least squares take for a positive, and how the rest counts; see `trainImplicitAls`. */
export interface ImplicitObjective {
  readonly positiveFrom: number;
  readonly confidence: number;
  readonly unobservedWeight: number;
  readonly regularisation: number;
  readonly frequencyScaling: number;
}

/** Preferences p_u·q_i near 1 for what a user likes and near 0 for all else (Hu, Koren & Volinsky 2008). */
export class ImplicitAlsModel extends FactorPreferences {
  readonly kind = 'implicit-als';
  /** α₀ QᵀQ */
  private readonly prior: Float64Array;

  constructor(
    frame: ModelFrame,
    parameters: PreferenceParameters,
    readonly objective: ImplicitObjective,
    /** What trained it: the last bits depend on it. */
    readonly trainedBy: Trainer,
  ) {
    super(frame, parameters);
    this.prior = parameters.itemProducts.map((product) => objective.unobservedWeight * product);
  }

  state(): ModelState {
    const { factorCount, userFactors, itemFactors, itemProducts } = this.parameters;
    return this.frameState(
      { factorCount, ...this.objective, trainedBy: this.trainedBy },
      {
        userFactors: { shape: [this.users.size, factorCount], data: userFactors },
        itemFactors: { shape: [this.items.size, factorCount], data: itemFactors },
        itemProducts: { shape: [factorCount, factorCount], data: itemProducts },
      },
    );
  }

  /**
   * The exact solution for somebody with this history: p = (α₀ QᵀQ + λI + Σ c_j q_j q_jᵀ)⁻¹ Σ c_j q_j over its positives,
   * so that each adds c_j q·(…)⁻¹ q_j to the preference for an item with the factors q.
   */
  protected foldInTaste(history: readonly IndexedRating[]): FoldedTaste | null {
    const { positiveFrom, confidence, unobservedWeight, regularisation, frequencyScaling } = this.objective;
    const { factorCount, itemFactors } = this.parameters;
    const positives = history.filter(({ rating }) => rating >= positiveFrom);
    if (positives.length === 0) return null;
    const roots = Float64Array.from(positives, ({ rating }) =>
      Math.sqrt(1 + confidence * (rating - positiveFrom)),
    );
    const rows = new Float64Array(positives.length * factorCount);
    positives.forEach(({ itemIndex }, n) => {
      for (let factor = 0; factor < factorCount; factor++) {
        rows[n * factorCount + factor] = roots[n] * itemFactors[itemIndex * factorCount + factor];
      }
    });
    const penalty =
      regularisation * (positives.length + unobservedWeight * this.items.size) ** frequencyScaling;
    const system = new RidgeSystem(rows, new Float64Array(factorCount).fill(penalty), this.prior);
    return {
      factors: Float32Array.from(system.weights(roots)),
      positives,
      contributions: (features) => system.contributions(features, roots),
    };
  }
}

/** @throws ModelStateError */
export function loadImplicitAls(state: ModelState): ImplicitAlsModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  const factorCount = reader.integer('factorCount', 1);
  const factors = [factorCount, 'factors'] as const;
  const objective: ImplicitObjective = {
    positiveFrom: reader.number('positiveFrom'),
    confidence: reader.number('confidence', 0),
    unobservedWeight: reader.number('unobservedWeight', 0),
    regularisation: reader.number('regularisation', Number.MIN_VALUE),
    frequencyScaling: reader.number('frequencyScaling', 0, 1),
  };
  const parameters: PreferenceParameters = {
    factorCount,
    itemBiases: new Float32Array(frame.items.size),
    userFactors: reader.float32('userFactors', [frame.users.size, 'users'], factors),
    itemFactors: reader.float32('itemFactors', [frame.items.size, 'items'], factors),
    itemProducts: readProducts(reader, factorCount),
  };
  return new ImplicitAlsModel(frame, parameters, objective, reader.choice('trainedBy', trainers));
}

/** Products that cannot be those of any rows would give no numbers when somebody is folded in. */
export function readProducts(reader: StateReader, factorCount: number): Float64Array {
  const factors = [factorCount, 'factors'] as const;
  const products = reader.float64('itemProducts', factors, factors);
  let greatest = 0;
  for (let factor = 0; factor < factorCount; factor++) {
    greatest = Math.max(greatest, products[factor * factorCount + factor]);
  }
  const ridge = new Float64Array(factorCount).fill(greatest * 1e-6 || 1);
  const solution = new RidgeSystem(new Float64Array(0), ridge, products).solve(ridge);
  if (!solution.every(Number.isFinite)) {
    throw new ModelStateError(
      'itemProducts is not positive semidefinite, expected the products of items’ factors',
    );
  }
  return products;
}
