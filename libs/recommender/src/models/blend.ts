import type { Ratings } from '../data/ratings.js';
import { splitByHash } from '../data/split.js';
import { EmptyRatingsError, ModelStateError } from '../errors.js';
import { completeHyperparameters, type Hyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import {
  IndexedModel,
  readFrame,
  type EstimateParts,
  type Estimator,
  type IndexedRating,
  type ModelFrame,
} from './indexed-model.js';
import type { FitOptions, ModelKind, ModelState, RecommenderModel, ScoredItem, Tensor } from './model.js';
import { RidgeSystem } from './ridge-regression.js';
import { StateReader } from './state-reader.js';

export interface BlendHyperparameters {
  readonly members: keyof typeof memberSets;
  readonly holdOutShare: number;
  readonly regularisation: number;
}

type Member = readonly [kind: ModelKind, hyperparameters: Hyperparameters];

const itemNeighbours: Member = ['knn-baseline', { userBased: false, similarity: 'pearson-baseline' }];
const memberSets = {
  quick: [
    ['matrix-factorisation', {}],
    ['als', {}],
    ['svd-plus-plus', {}],
  ],
  accurate: [
    ['bayesian-svd-plus-plus', {}],
    ['matrix-factorisation', {}],
    ['svd-plus-plus', {}],
    itemNeighbours,
  ],
} as const satisfies Record<string, readonly Member[]>;

export const blendHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'members',
    type: 'choice',
    default: 'accurate',
    choices: Object.keys(memberSets),
    description:
      'What is blended: factorisations that train within seconds (quick), or Bayesian SVD++, two factorisations and the neighbours of films (accurate).',
  },
  {
    name: 'holdOutShare',
    type: 'number',
    default: 0.1,
    min: 0.01,
    max: 0.5,
    description: 'Share of the ratings that the weights are learnt from.',
  },
  {
    name: 'regularisation',
    type: 'number',
    default: 20,
    min: 1e-6,
    max: 1e6,
    description: 'How many ratings’ worth of doubt holds the weights near those of the plain average.',
  },
];

/** How a member is trained and loaded; given by the registry, which knows all kinds. */
export type TrainMember = (
  kind: ModelKind,
  ratings: Ratings,
  hyperparameters: Hyperparameters,
  options: FitOptions,
) => RecommenderModel;
export type LoadMember = (state: ModelState) => RecommenderModel;

/** r̂ = w₀ + Σ_m w_m r̂_m, the members' estimates before they are clipped. */
export class BlendModel extends IndexedModel {
  readonly kind = 'blend';

  constructor(
    frame: ModelFrame,
    readonly members: readonly IndexedModel[],
    /** [members] */
    readonly weights: Float64Array,
    readonly intercept: number,
  ) {
    super(frame);
  }

  /** As the member that counts most among those with a notion of similarity. */
  similar(itemId: number, count: number): ScoredItem[] {
    const byWeight = this.members.map((member, m) => ({ member, weight: Math.abs(this.weights[m]) }));
    byWeight.sort((a, b) => b.weight - a.weight);
    for (const { member } of byWeight) {
      const similar = member.similar(itemId, count);
      if (similar.length > 0) return similar;
    }
    return [];
  }

  /** The members' states side by side: names of member m begin with "m.". */
  state(): ModelState {
    const tensors: Record<string, Tensor> = {
      weights: { shape: [this.weights.length], data: this.weights },
    };
    const metadata: Record<string, string | number> = {
      memberCount: this.members.length,
      intercept: this.intercept,
    };
    this.members.forEach((member, m) => {
      const state = member.state();
      for (const [name, tensor] of Object.entries(state.tensors)) tensors[`${m}.${name}`] = tensor;
      for (const [name, value] of Object.entries(state.metadata)) metadata[`${m}.${name}`] = value;
    });
    return this.frameState(metadata, tensors);
  }

  protected estimatorOf(userIndex: number): Estimator {
    return this.blend(this.members.map((member) => member.unclippedOf(userIndex)));
  }

  protected estimatorFrom(history: readonly IndexedRating[]): Estimator {
    return this.blend(this.members.map((member) => member.unclippedFrom(history)));
  }

  private blend(estimators: readonly Estimator[]): Estimator {
    const { weights, intercept } = this;
    return {
      // In single precision, as all at once.
      estimate: (itemIndex) =>
        estimators.reduce(
          (sum, one, m) => sum + weights[m] * Math.fround(one.estimate(itemIndex)),
          intercept,
        ),
      estimateAll: (out) => {
        const estimates = new Float32Array(out.length);
        const sums = new Float64Array(out.length).fill(intercept);
        estimators.forEach((one, m) => {
          if (one.estimateAll) one.estimateAll(estimates);
          else for (let item = 0; item < out.length; item++) estimates[item] = one.estimate(item);
          for (let item = 0; item < out.length; item++) sums[item] += weights[m] * estimates[item];
        });
        out.set(sums);
      },
      explain: (itemIndex) => this.parts(estimators, itemIndex),
    };
  }

  /** The members' parts, each times the member's weight, those of one name or one rating together. */
  private parts(estimators: readonly Estimator[], itemIndex: number): EstimateParts {
    const terms = new Map<EstimateParts['terms'][number][0], number>([['mean', this.intercept]]);
    const history = new Map<number, IndexedRating & { contribution: number }>();
    estimators.forEach((one, m) => {
      const weight = this.weights[m];
      const parts: EstimateParts = one.explain?.(itemIndex) ?? {
        terms: [['taste', one.estimate(itemIndex)]],
      };
      for (const [name, value] of parts.terms) terms.set(name, (terms.get(name) ?? 0) + weight * value);
      for (const part of parts.history ?? []) {
        const before = history.get(part.itemIndex)?.contribution ?? 0;
        history.set(part.itemIndex, { ...part, contribution: before + weight * part.contribution });
      }
    });
    return {
      terms: [...terms],
      history: [...history.values()].sort((a, b) => a.itemIndex - b.itemIndex),
    };
  }
}

/**
 * Stacking (Breiman 1996, "Stacked regressions"): the members are trained on a part of the ratings, the weights by which their
 * predictions of the rest come nearest to it are found by ridge regression, pulled towards the plain average; then the
 * members are trained again, on all ratings. So it takes about twice as long as its members together. Which ratings are held
 * out depends on their ids and `options.seed`.
 *
 * @throws HyperparameterError, ModelTooLargeError, TrainingDivergedError, FitCancelledError, ThreadFailedError as the members do
 */
export function trainBlend(
  ratings: Ratings,
  hyperparameters: Partial<BlendHyperparameters>,
  options: FitOptions,
  train: TrainMember,
): BlendModel {
  const settings = completeHyperparameters<BlendHyperparameters>(blendHyperparameters, hyperparameters);
  const kinds: readonly Member[] = memberSets[settings.members];
  const epochs = 2 * kinds.length;
  let epoch = 0;
  const fit = ([kind, given]: Member, on: Ratings): IndexedModel => {
    const model = train(kind, on, given, { ...options, onEpoch: undefined });
    options.onEpoch?.({ epoch: ++epoch, epochs, trainRmse: null });
    if (!(model instanceof IndexedModel)) throw new TypeError(`${kind} cannot be blended`);
    return model;
  };
  const { weights, intercept } = learnWeights(ratings, kinds, settings, options.seed, fit);
  const members = kinds.map((member) => fit(member, ratings));
  return new BlendModel(ratings, members, weights, intercept);
}

/** The plain average where there is too little to hold anything out. */
function learnWeights(
  ratings: Ratings,
  kinds: readonly Member[],
  { holdOutShare, regularisation }: BlendHyperparameters,
  seed: number,
  fit: (member: Member, on: Ratings) => IndexedModel,
): { weights: Float64Array; intercept: number } {
  const average = new Float64Array(kinds.length).fill(1 / kinds.length);
  const split = holdOut(ratings, holdOutShare, seed);
  if (!split) {
    kinds.forEach((member) => fit(member, ratings));
    return { weights: average, intercept: 0 };
  }
  const { trainSet, validationSet } = split;
  const columns = kinds.length + 1;
  const rows = new Float64Array(validationSet.length * columns).fill(1);
  kinds.forEach((member, m) => {
    const model = fit(member, trainSet);
    for (let row = 0; row < validationSet.length; row++) {
      const userId = validationSet.users.idAt(validationSet.userIndices[row]);
      const itemId = validationSet.items.idAt(validationSet.itemIndices[row]);
      rows[row * columns + m] = model.predict(userId, itemId);
    }
  });
  const targets = Float64Array.from(validationSet.values, (rating, row) => {
    let mean = 0;
    for (let m = 0; m < kinds.length; m++) mean += average[m] * rows[row * columns + m];
    return rating - mean;
  });
  const away = new RidgeSystem(rows, new Float64Array(columns).fill(regularisation)).weights(targets);
  return { weights: average.map((one, m) => one + away[m]), intercept: away[kinds.length] };
}

function holdOut(
  ratings: Ratings,
  validationShare: number,
  seed: number,
): ReturnType<typeof splitByHash> | null {
  try {
    return splitByHash(ratings, { validationShare, seed });
  } catch (error) {
    if (error instanceof EmptyRatingsError) return null;
    throw error;
  }
}

/** @throws ModelStateError */
export function loadBlend(state: ModelState, load: LoadMember): BlendModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  const count = reader.integer('memberCount', 1, 16);
  const members = Array.from({ length: count }, (_, m) => {
    const member = load(memberState(state, m));
    const fits = isSame(member.users.ids, frame.users.ids) && isSame(member.items.ids, frame.items.ids);
    if (!(member instanceof IndexedModel) || member.kind === 'blend' || !fits) {
      throw new ModelStateError(`Member ${m} does not fit the blend`);
    }
    return member;
  });
  return new BlendModel(
    frame,
    members,
    reader.float64('weights', [count, 'members']),
    reader.number('intercept'),
  );
}

function isSame(left: Int32Array, right: Int32Array): boolean {
  return left.length === right.length && left.every((id, index) => id === right[index]);
}

function memberState({ tensors, metadata }: ModelState, m: number): ModelState {
  const prefix = `${m}.`;
  const own = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(record)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length), value]),
    );
  return { tensors: own(tensors), metadata: own(metadata) };
}
