import type { Ratings } from '../data/ratings.js';
import { HyperparameterError, ModelStateError } from '../errors.js';
import { alsHyperparameters, trainAls } from './als.js';
import { baselineHyperparameters, loadBaseline, trainBaseline } from './baseline.js';
import {
  bayesianMfHyperparameters,
  bayesianSvdPlusPlusHyperparameters,
  trainBayesianMf,
  trainBayesianSvdPlusPlus,
} from './bayesian-mf.js';
import { loadBayesianMf } from './bayesian-mf-model.js';
import { easeKind } from './ease.js';
import { blendHyperparameters, loadBlend, trainBlend } from './blend.js';
import { bprKind } from './bpr.js';
import { completeHyperparameters, type Hyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import { implicitAlsKind } from './implicit-als.js';
import { itemKnnKind } from './item-knn.js';
import { knnHyperparameters } from './knn-settings.js';
import { matrixFactorisationHyperparameters, trainMatrixFactorisation } from './matrix-factorisation.js';
import type { FitOptions, ModelKind, ModelOutput, ModelState, RecommenderModel } from './model.js';
import { nmfKind } from './nmf.js';
import { loadNormal, trainNormal } from './normal.js';
import { contentKind } from './content.js';
import { popularityKind } from './popularity.js';
import { loadSlopeOne, trainSlopeOne } from './slope-one.js';
import { loadSvd, svdHyperparameters, trainSvd } from './svd.js';
import { svdPlusPlusKind } from './svd-plus-plus.js';
import { timeSvdPlusPlusKind } from './time-svd-plus-plus.js';
import {
  loadKnn,
  trainKnnBaseline,
  trainKnnBasic,
  trainKnnWithMeans,
  trainKnnWithZScore,
} from './train-knn.js';

/** A kind of model as people see it. */
export interface ModelKindDescription {
  readonly kind: ModelKind;
  /** Whether it predicts ratings or only orders items. */
  readonly output: ModelOutput;
  readonly title: string;
  readonly description: string;
  readonly hyperparameters: readonly HyperparameterSpec[];
}

export interface RegisteredKind extends ModelKindDescription {
  readonly train: (
    ratings: Ratings,
    hyperparameters: Hyperparameters,
    options: FitOptions,
  ) => RecommenderModel;
  readonly load: (state: ModelState) => RecommenderModel;
}

/** To add a model: write its file, name it in `ModelKind`, add an entry here. */
const registered: readonly RegisteredKind[] = [
  {
    kind: 'normal',
    output: 'rating',
    title: 'NormalPredictor',
    description: 'Draws from the distribution of the ratings: the floor that any model has to beat.',
    hyperparameters: [],
    train: (ratings, hyperparameters, options) =>
      trainNormal(ratings, hyperparameters as Record<string, never>, options),
    load: loadNormal,
  },
  {
    kind: 'baseline',
    output: 'rating',
    title: 'BaselineOnly',
    description: 'The mean, how generous the user is, and how well liked the film is.',
    hyperparameters: baselineHyperparameters,
    train: trainBaseline,
    load: loadBaseline,
  },
  {
    kind: 'knn-basic',
    output: 'rating',
    title: 'KNNBasic',
    description:
      'The average of what the most similar users gave (or of what the user gave the most similar films).',
    hyperparameters: knnHyperparameters,
    train: trainKnnBasic,
    load: loadKnn,
  },
  {
    kind: 'knn-with-means',
    output: 'rating',
    title: 'KNNWithMeans',
    description: 'Neighbours count by how far they are from their own mean.',
    hyperparameters: knnHyperparameters,
    train: trainKnnWithMeans,
    load: loadKnn,
  },
  {
    kind: 'knn-with-z-score',
    output: 'rating',
    title: 'KNNWithZScore',
    description:
      'Neighbours count by how far they are from their own mean, in their own standard deviations.',
    hyperparameters: knnHyperparameters,
    train: trainKnnWithZScore,
    load: loadKnn,
  },
  {
    kind: 'knn-baseline',
    output: 'rating',
    title: 'KNNBaseline',
    description: 'Neighbours count by how far they are from the baseline.',
    hyperparameters: knnHyperparameters,
    train: trainKnnBaseline,
    load: loadKnn,
  },
  {
    kind: 'slope-one',
    output: 'rating',
    title: 'SlopeOne',
    description:
      'The user’s mean, and how much better the film is liked than those that the user rated, by whoever rated both.',
    hyperparameters: [],
    train: (ratings, hyperparameters, options) =>
      trainSlopeOne(ratings, hyperparameters as Record<string, never>, options),
    load: loadSlopeOne,
  },
  {
    kind: 'svd',
    output: 'rating',
    title: 'SVD',
    description: 'Matrix factorisation with biases by stochastic gradient descent.',
    hyperparameters: svdHyperparameters,
    train: trainSvd,
    load: (state) => loadSvd(state),
  },
  {
    kind: 'matrix-factorisation',
    output: 'rating',
    title: 'Matrix factorisation',
    description: 'SVD by compiled kernels on several threads, with smaller and smaller steps.',
    hyperparameters: matrixFactorisationHyperparameters,
    train: trainMatrixFactorisation,
    load: (state) => loadSvd(state, 'matrix-factorisation'),
  },
  {
    kind: 'als',
    output: 'rating',
    title: 'ALS',
    description: 'SVD by alternating least squares: users, then films are solved exactly, in turn.',
    hyperparameters: alsHyperparameters,
    train: trainAls,
    load: (state) => loadSvd(state, 'als'),
  },
  {
    kind: 'bayesian-mf',
    output: 'rating',
    title: 'Bayesian matrix factorisation',
    description: 'The average of many factorisations that agree with the ratings, by Gibbs sampling.',
    hyperparameters: bayesianMfHyperparameters,
    train: trainBayesianMf,
    load: (state) => loadBayesianMf(state),
  },
  {
    kind: 'bayesian-svd-plus-plus',
    output: 'rating',
    title: 'Bayesian SVD++',
    description: 'Bayesian matrix factorisation that learns from what people rated, too, not only how.',
    hyperparameters: bayesianSvdPlusPlusHyperparameters,
    train: trainBayesianSvdPlusPlus,
    load: (state) => loadBayesianMf(state, 'bayesian-svd-plus-plus'),
  },
  svdPlusPlusKind,
  popularityKind,
  contentKind,
  itemKnnKind,
  timeSvdPlusPlusKind,
  easeKind,
  implicitAlsKind,
  nmfKind,
  {
    kind: 'blend',
    output: 'rating',
    title: 'Blend',
    description:
      'A weighted sum of several models, by weights learnt from ratings that none of them has seen.',
    hyperparameters: blendHyperparameters,
    train: (ratings, hyperparameters, options) => trainBlend(ratings, hyperparameters, options, trainModel),
    load: (state) => loadBlend(state, loadModel),
  },
  bprKind,
];

/** All kinds of models that can be trained, simplest first. */
export const modelKinds: readonly ModelKindDescription[] = registered.map(
  ({ kind, output, title, description, hyperparameters }) => ({
    kind,
    output,
    title,
    description,
    hyperparameters,
  }),
);

/**
 * `given`, completed by the defaults of its kind.
 *
 * @throws HyperparameterError for an unknown kind, an unknown name, or a value of the wrong type or out of range
 */
export function resolveHyperparameters(
  kind: ModelKind,
  given: Readonly<Record<string, unknown>> = {},
): Hyperparameters {
  return completeHyperparameters<Hyperparameters>(find(kind).hyperparameters, given);
}

/**
 * Trains a model of any kind; what is left out of `hyperparameters` takes its default.
 *
 * @throws HyperparameterError
 * @throws FitCancelledError if the caller asks to stop
 * @throws TrainingDivergedError if parameters stop being finite
 * @throws ModelTooLargeError if similarities would take more than `options.maxBytes`
 */
export function trainModel(
  kind: ModelKind,
  ratings: Ratings,
  hyperparameters: Readonly<Record<string, unknown>>,
  options: FitOptions,
): RecommenderModel {
  return find(kind).train(ratings, resolveHyperparameters(kind, hyperparameters), options);
}

/**
 * The model that a state describes; it predicts what the model that gave the state predicts. The state may come from
 * anywhere: everything in it is checked. Its arrays are kept, not copied.
 *
 * @throws ModelStateError saying what was met and what was expected
 * @throws ModelTooLargeError if its similarities would take more than 2 GiB
 */
export function loadModel(state: ModelState): RecommenderModel {
  const { kind, formatVersion } = state.metadata;
  const found = registered.find((one) => one.kind === kind);
  if (!found) {
    const kinds = registered.map((one) => one.kind).join(', ');
    throw new ModelStateError(`The kind of the model is ${kind}, expected one of ${kinds}`);
  }
  if (formatVersion !== '1') throw new ModelStateError(`The format version is ${formatVersion}, expected 1`);
  return found.load(state);
}

function find(kind: ModelKind): RegisteredKind {
  const found = registered.find((one) => one.kind === kind);
  if (!found) {
    const kinds = registered.map((one) => one.kind).join(', ');
    throw new HyperparameterError(`There is no kind of model ${String(kind)}, expected one of ${kinds}`);
  }
  return found;
}
