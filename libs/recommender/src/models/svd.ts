import type { Ratings } from '../data/ratings.js';
import { TrainingDivergedError } from '../errors.js';
import { scoreItem } from '../kernels/item-scores.js';
import { sgdPass, type FactorParameters } from '../kernels/sgd-pass.js';
import { seededRandom } from '../random.js';
import { dot, nearestRows, rowNorms } from './cosine-rows.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import {
  IndexedModel,
  readFrame,
  type EstimateParts,
  type Estimator,
  type IndexedRating,
  type ModelFrame,
} from './indexed-model.js';
import type { FitOptions, ModelState, ScoredItem } from './model.js';
import { StateReader } from './state-reader.js';
import { StopCheck } from './stop-check.js';
import { foldInUser, type FoldInPenalties } from './svd-fold-in.js';

export interface SvdHyperparameters {
  readonly factorCount: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly regularisation: number;
  readonly initMean: number;
  readonly initStdDev: number;
}

export const svdHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'factorCount',
    type: 'integer',
    default: 100,
    min: 1,
    max: 1024,
    description: 'Factors of each user and item.',
    search: { min: 16, max: 200, scale: 'log' },
  },
  {
    name: 'epochs',
    type: 'integer',
    default: 20,
    min: 1,
    max: 1000,
    description: 'Passes over the ratings.',
    search: { min: 10, max: 60, scale: 'log' },
  },
  {
    name: 'learningRate',
    type: 'number',
    default: 0.005,
    min: 1e-6,
    max: 1,
    description: 'Step size.',
    search: { min: 0.002, max: 0.02, scale: 'log' },
  },
  {
    name: 'regularisation',
    type: 'number',
    default: 0.02,
    min: 0,
    max: 10,
    description: 'Pull of every step towards 0.',
    search: { min: 0.01, max: 0.2, scale: 'log' },
  },
  {
    name: 'initMean',
    type: 'number',
    default: 0,
    min: -10,
    max: 10,
    description: 'Mean of the factors at the start.',
  },
  {
    name: 'initStdDev',
    type: 'number',
    default: 0.1,
    min: 0,
    max: 10,
    description: 'Standard deviation of the factors at the start.',
  },
];

/** Ratings in one call of the kernel, so that a caller who wants to stop is heard. */
const RATINGS_PER_CALL = 10_000;
/** Work of a pass in multiply–adds for each rating and factor, and of a normal draw. */
const PASS_WORK = 3;
const DRAW_WORK = 20;

export const trainers = ['plain', 'simd128', 'relaxed-simd'] as const;
/** Plain TypeScript, or a build of the kernels. */
export type Trainer = (typeof trainers)[number];

/** Ways of training that give a model of this form. */
export type SvdKind = 'svd' | 'matrix-factorisation' | 'als' | 'svd-plus-plus' | 'nmf' | 'time-svd-plus-plus';

/**
 * Matrix factorisation with biases: r̂ = μ + b_u + b_i + p_u·q_i (Koren, Bell & Volinsky 2009; Surprise, SVD). What is
 * unknown of user or item counts 0.
 */
export class SvdModel extends IndexedModel {
  private itemNorms: Float64Array | null = null;

  constructor(
    frame: ModelFrame,
    readonly parameters: FactorParameters,
    protected readonly penalties: FoldInPenalties,
    readonly kind: SvdKind = 'svd',
    /** What trained it, where it makes a difference in the last bits; null where there is only one way. */
    readonly trainedBy: Trainer | null = null,
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

  state(): ModelState {
    const { factorCount, globalMean, userBiases, itemBiases, userFactors, itemFactors } = this.parameters;
    const { perUser, perRating } = this.penalties;
    const trainedBy: Record<string, string> = this.trainedBy === null ? {} : { trainedBy: this.trainedBy };
    return this.frameState(
      {
        factorCount,
        globalMean,
        foldInPenaltyPerUser: perUser,
        foldInPenaltyPerRating: perRating,
        ...trainedBy,
      },
      {
        userBiases: { shape: [this.users.size], data: userBiases },
        itemBiases: { shape: [this.items.size], data: itemBiases },
        userFactors: { shape: [this.users.size, factorCount], data: userFactors },
        itemFactors: { shape: [this.items.size, factorCount], data: itemFactors },
      },
    );
  }

  protected estimatorOf(userIndex: number): Estimator {
    const { userBiases, userFactors } = this.parameters;
    return userIndex < 0
      ? this.estimatorWith(0, new Float32Array(this.parameters.factorCount), 0)
      : this.estimatorWith(userBiases[userIndex], userFactors, userIndex);
  }

  protected estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const user = foldInUser(history, this.parameters, this.penalties);
    return {
      ...this.estimatorWith(user.userBias, user.userFactors, 0),
      explain: (itemIndex) => {
        const added = user.contributions(itemIndex);
        return {
          terms: this.itemTerms(itemIndex),
          history: history.map((one, row) => ({ ...one, contribution: added[row] })),
        };
      },
    };
  }

  /** The part of an estimate that is the same for everybody. */
  protected itemTerms(itemIndex: number): EstimateParts['terms'] {
    const { globalMean, itemBiases } = this.parameters;
    return [
      ['mean', globalMean],
      ['item', itemIndex < 0 ? 0 : itemBiases[itemIndex]],
    ];
  }

  protected estimatorWith(userBias: number, userFactors: Float32Array, userRow: number): Estimator {
    const { factorCount, globalMean } = this.parameters;
    const base = globalMean + userBias;
    const start = userRow * factorCount;
    return {
      estimate: (itemIndex) =>
        itemIndex < 0 ? base : scoreItem(this.parameters, itemIndex, userFactors, start, base),
      linear: { items: this.parameters, factors: userFactors, userStart: start, base },
      explain: (itemIndex) => ({
        terms: [
          ...this.itemTerms(itemIndex),
          ['user', userBias],
          [
            'taste',
            itemIndex < 0
              ? 0
              : dot(userFactors, userRow, this.parameters.itemFactors, itemIndex, factorCount),
          ],
        ],
      }),
    };
  }
}

/**
 * Factors start from N(initMean, initStdDev), users' before items', biases from 0; then `epochs` passes, user by user
 * in order of first appearance, each user's ratings in the order given, never shuffled. Defaults are Surprise's.
 *
 * 4 (k + 1) bytes a user and an item, and the grouping of the ratings by user.
 *
 * @throws HyperparameterError
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 */
export function trainSvd(
  ratings: Ratings,
  hyperparameters: Partial<SvdHyperparameters>,
  options: FitOptions,
): SvdModel {
  const settings = completeHyperparameters<SvdHyperparameters>(svdHyperparameters, hyperparameters);
  const { epochs, learningRate, regularisation } = settings;
  const stop = new StopCheck(options.shouldStop);
  const parameters = initialParameters(ratings, settings, options.seed, stop);
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const squares = sgdEpoch(ratings, parameters, settings, stop);
    if (!Number.isFinite(squares) || !areFinite(parameters)) throw new TrainingDivergedError(epoch);
    const trainRmse = Math.sqrt(squares / ratings.length);
    options.onEpoch?.({ epoch, epochs, trainRmse, snapshot: () => modelAfter(epoch, copyOf(parameters)) });
  }
  return modelAfter(epochs, parameters);

  function modelAfter(epoch: number, learnt: FactorParameters): SvdModel {
    return new SvdModel(ratings, learnt, { perUser: 1 / (learningRate * epoch), perRating: regularisation });
  }
}

function copyOf(parameters: FactorParameters): FactorParameters {
  const { userBiases, itemBiases, userFactors, itemFactors } = parameters;
  return {
    ...parameters,
    userBiases: userBiases.slice(),
    itemBiases: itemBiases.slice(),
    userFactors: userFactors.slice(),
    itemFactors: itemFactors.slice(),
  };
}

function initialParameters(
  ratings: Ratings,
  { factorCount, initMean, initStdDev }: SvdHyperparameters,
  seed: number,
  stop: StopCheck,
): FactorParameters {
  const random = seededRandom(seed);
  const factors = (rowCount: number): Float32Array => {
    const drawn = new Float32Array(rowCount * factorCount);
    for (let at = 0; at < drawn.length; at++) {
      drawn[at] = initMean + initStdDev * random.normal();
      stop.after(DRAW_WORK);
    }
    return drawn;
  };
  return {
    factorCount,
    globalMean: ratings.globalMean,
    userBiases: new Float32Array(ratings.users.size),
    itemBiases: new Float32Array(ratings.items.size),
    userFactors: factors(ratings.users.size),
    itemFactors: factors(ratings.items.size),
  };
}

/** One pass over all ratings, a block of users a call. Returns the sum of squared errors. */
function sgdEpoch(
  ratings: Ratings,
  parameters: FactorParameters,
  { learningRate, regularisation }: SvdHyperparameters,
  stop: StopCheck,
): number {
  const { byUser } = ratings;
  const userCount = ratings.users.size;
  let squares = 0;
  for (let first = 0; first < userCount;) {
    let end = first + 1;
    while (end < userCount && byUser.offsets[end + 1] - byUser.offsets[first] <= RATINGS_PER_CALL) end++;
    squares += sgdPass(byUser, first, end, parameters, learningRate, regularisation);
    stop.after((byUser.offsets[end] - byUser.offsets[first]) * parameters.factorCount * PASS_WORK);
    first = end;
  }
  return squares;
}

function areFinite(parameters: FactorParameters): boolean {
  const { userBiases, itemBiases, userFactors, itemFactors } = parameters;
  return [userBiases, itemBiases, userFactors, itemFactors].every((values) => {
    let sum = 0;
    for (let at = 0; at < values.length; at++) sum += values[at] - values[at];
    return sum === 0;
  });
}

/**
 * @param kind  how the model was trained
 * @throws ModelStateError
 */
export function loadSvd(state: ModelState, kind: SvdKind = 'svd'): SvdModel {
  const { frame, parameters, penalties, trainedBy } = readSvd(new StateReader(state), kind);
  return new SvdModel(frame, parameters, penalties, kind, trainedBy);
}

/** @throws ModelStateError */
export function readSvd(
  reader: StateReader,
  kind: SvdKind,
): {
  frame: ModelFrame;
  parameters: FactorParameters;
  penalties: FoldInPenalties;
  trainedBy: Trainer | null;
} {
  const frame = readFrame(reader);
  const factorCount = reader.integer('factorCount', 1);
  const users = [frame.users.size, 'users'] as const;
  const items = [frame.items.size, 'items'] as const;
  const factors = [factorCount, 'factors'] as const;
  const parameters: FactorParameters = {
    factorCount,
    globalMean: reader.number('globalMean'),
    userBiases: reader.float32('userBiases', users),
    itemBiases: reader.float32('itemBiases', items),
    userFactors: reader.float32('userFactors', users, factors),
    itemFactors: reader.float32('itemFactors', items, factors),
  };
  const penalties = {
    perUser: reader.number('foldInPenaltyPerUser', Number.MIN_VALUE),
    perRating: reader.number('foldInPenaltyPerRating', 0),
  };
  const trainedBy = kind === 'svd' || kind === 'nmf' ? null : reader.choice('trainedBy', trainers);
  return { frame, parameters, penalties, trainedBy };
}
