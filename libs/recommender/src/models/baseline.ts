import type { Ratings } from '../data/ratings.js';
import { fitBiasesByAls, fitBiasesBySgd, zeroBiases, type Biases } from './biases.js';
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
import { checkWarmStart } from './warm-start.js';

export interface BaselineHyperparameters {
  readonly method: 'als' | 'sgd';
  /** 0 stands for the method's own default: 10 for als, 20 for sgd. */
  readonly epochs: number;
  readonly userRegularisation: number;
  readonly itemRegularisation: number;
  readonly learningRate: number;
  readonly regularisation: number;
}

const defaultEpochs = { als: 10, sgd: 20 };

export const baselineHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'method',
    type: 'choice',
    default: 'als',
    choices: ['als', 'sgd'],
    description: 'Alternating least squares or stochastic gradient descent.',
  },
  {
    name: 'epochs',
    type: 'integer',
    default: 0,
    min: 0,
    max: 1000,
    description: 'Passes over the ratings; 0 stands for 10 with als and 20 with sgd.',
  },
  {
    name: 'userRegularisation',
    type: 'number',
    default: 15,
    min: 0,
    max: 1e6,
    description: 'How many ratings’ worth of doubt holds a user’s bias near 0 (als, and folding in).',
    search: { min: 1, max: 60, scale: 'log' },
  },
  {
    name: 'itemRegularisation',
    type: 'number',
    default: 10,
    min: 0,
    max: 1e6,
    description: 'How many ratings’ worth of doubt holds an item’s bias near 0 (als).',
    search: { min: 1, max: 60, scale: 'log' },
  },
  {
    name: 'learningRate',
    type: 'number',
    default: 0.005,
    min: 1e-6,
    max: 1,
    description: 'Step size (sgd).',
  },
  {
    name: 'regularisation',
    type: 'number',
    default: 0.02,
    min: 0,
    max: 10,
    description: 'Pull of every step towards 0 (sgd).',
  },
];

/**
 * Predicts from how generous the user and how well liked the item is: r̂ = μ + b_u + b_i (Surprise, BaselineOnly). The
 * bias of an unknown user or item is 0.
 */
export class BaselineModel extends IndexedModel {
  readonly kind = 'baseline';

  constructor(
    frame: ModelFrame,
    readonly biases: Biases,
    private readonly userRegularisation: number,
  ) {
    super(frame);
  }

  similar(): ScoredItem[] {
    return [];
  }

  state(): ModelState {
    const { userBiases, itemBiases, globalMean } = this.biases;
    return this.frameState(
      { globalMean, userRegularisation: this.userRegularisation },
      {
        userBiases: { shape: [userBiases.length], data: userBiases },
        itemBiases: { shape: [itemBiases.length], data: itemBiases },
      },
    );
  }

  protected estimatorOf(userIndex: number): Estimator {
    const userBias = userIndex < 0 ? 0 : this.biases.userBiases[userIndex];
    return {
      ...this.estimatorWith(userBias),
      explain: (itemIndex) => ({ terms: [...this.itemTerms(itemIndex), ['user', userBias]] }),
    };
  }

  /** b_u by the formula of alternating least squares, whichever method fitted the items. */
  protected estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const contributions = userBiasParts(history, this.biases, this.userRegularisation);
    return {
      ...this.estimatorWith(userBiasOf(history, this.biases, this.userRegularisation)),
      explain: (itemIndex) => ({
        terms: this.itemTerms(itemIndex),
        history: history.map((one, row) => ({ ...one, contribution: contributions[row] })),
      }),
    };
  }

  private estimatorWith(userBias: number): Estimator {
    const { globalMean, itemBiases } = this.biases;
    const base = globalMean + userBias;
    return { estimate: (itemIndex) => (itemIndex < 0 ? base : base + itemBiases[itemIndex]) };
  }

  private itemTerms(itemIndex: number): EstimateParts['terms'] {
    const { globalMean, itemBiases } = this.biases;
    return [
      ['mean', globalMean],
      ['item', itemIndex < 0 ? 0 : itemBiases[itemIndex]],
    ];
  }
}

/** b_u = Σ_i (r − μ − b_i) / (λ_u + n_u) */
export function userBiasOf(
  history: readonly IndexedRating[],
  biases: Biases,
  userRegularisation: number,
): number {
  return userBiasParts(history, biases, userRegularisation).reduce((sum, part) => sum + part, 0);
}

/** What each rating adds to b_u: (r − μ − b_i) / (λ_u + n_u). */
export function userBiasParts(
  history: readonly IndexedRating[],
  { globalMean, itemBiases }: Biases,
  userRegularisation: number,
): number[] {
  const count = userRegularisation + history.length;
  return history.map(({ itemIndex, rating }) => (rating - globalMean - itemBiases[itemIndex]) / count);
}

/**
 * Defaults are Surprise's: als, 10 epochs, λ_u = 15, λ_i = 10; sgd, 20 epochs, γ = 0.005, λ = 0.02.
 *
 * @throws HyperparameterError, FitCancelledError, TrainingDivergedError
 */
export function trainBaseline(
  ratings: Ratings,
  hyperparameters: Partial<BaselineHyperparameters>,
  options: FitOptions,
): BaselineModel {
  const given = completeHyperparameters<BaselineHyperparameters>(baselineHyperparameters, hyperparameters);
  const settings = { ...given, epochs: given.epochs || defaultEpochs[given.method] };
  const fit = settings.method === 'als' ? fitBiasesByAls : fitBiasesBySgd;
  const biases = fit(
    ratings,
    settings,
    new StopCheck(options.shouldStop),
    options,
    startingBiases(ratings, options),
  );
  return new BaselineModel(ratings, biases, settings.userRegularisation);
}

/** Those of the model to start from, by the indices of `ratings`, and 0 of whom it does not know. */
function startingBiases(ratings: Ratings, { warmStart }: FitOptions): Biases {
  const biases = zeroBiases(ratings);
  if (!warmStart) return biases;
  checkWarmStart(warmStart, 'baseline');
  const { users, items, biases: before } = warmStart as BaselineModel;
  ratings.users.ids.forEach(
    (id, user) => (biases.userBiases[user] = before.userBiases[users.indexOf(id)] ?? 0),
  );
  ratings.items.ids.forEach(
    (id, item) => (biases.itemBiases[item] = before.itemBiases[items.indexOf(id)] ?? 0),
  );
  return biases;
}

/** @throws ModelStateError */
export function loadBaseline(state: ModelState): BaselineModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  return new BaselineModel(frame, readBiases(reader, frame), reader.number('userRegularisation', 0));
}

/** @throws ModelStateError */
export function readBiases(reader: StateReader, { users, items }: ModelFrame): Biases {
  return {
    globalMean: reader.number('globalMean'),
    userBiases: reader.float64('userBiases', [users.size, 'users']),
    itemBiases: reader.float64('itemBiases', [items.size, 'items']),
  };
}
