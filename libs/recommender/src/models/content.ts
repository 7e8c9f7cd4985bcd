import type { Ratings } from '../data/ratings.js';
import { fitBiasesByAls } from './biases.js';
import { ContentFeatures } from './content-features.js';
import { ContentModel, foldUser, loadContent, type ContentParameters } from './content-model.js';
import { completeHyperparameters, type HyperparameterSpec } from './hyperparameters.js';
import type { FitOptions } from './model.js';
import type { RegisteredKind } from './registry.js';
import { RidgeSystem } from './ridge-regression.js';
import { StopCheck } from './stop-check.js';

export interface ContentHyperparameters {
  readonly epochs: number;
  readonly userRegularisation: number;
  readonly itemRegularisation: number;
  readonly contentRegularisation: number;
  readonly tasteRegularisation: number;
  readonly maxFeatures: number;
}

const regularisation = { type: 'number', min: 1e-3, max: 1e6 } as const;

export const contentHyperparameters: readonly HyperparameterSpec[] = [
  { name: 'epochs', type: 'integer', default: 10, min: 1, max: 1000, description: 'Passes for the biases.' },
  {
    name: 'userRegularisation',
    ...regularisation,
    default: 5,
    description: 'How many ratings’ worth of doubt holds a user’s bias near 0.',
  },
  {
    name: 'itemRegularisation',
    ...regularisation,
    default: 5,
    description: 'How many ratings’ worth of doubt holds a film near what its content says.',
  },
  {
    name: 'contentRegularisation',
    ...regularisation,
    default: 10,
    description: 'Pull of what each genre, decade and tag is worth to everybody towards 0, in ratings.',
  },
  {
    name: 'tasteRegularisation',
    ...regularisation,
    default: 5,
    description: 'Pull of what each of them is worth to one person towards 0, in ratings.',
  },
  {
    name: 'maxFeatures',
    type: 'integer',
    default: 64,
    min: 1,
    max: 512,
    description:
      'Genres, decades and tags that are looked at, the most frequent; cost grows with its square.',
  },
];

/**
 * Predicts from what items are, for those that nobody has rated too:
 *
 *   r̂_uj = μ + b_u + w·x_j + e_j + v_u·x_j
 *
 * x_j are the features of an item (`ContentFeatures`); w, what they are worth to everybody, is the ridge regression of
 * item biases on features, each item weighing as many ratings as it has; e_j, what of its bias content does not explain,
 * is shrunk towards 0 and is 0 without ratings; b_u and v_u are `foldUser`. So a new item starts as its content says and
 * moves to its own bias as ratings come.
 * Source: attribute-to-latent mapping, Gantner et al. 2010, "Learning attribute-to-feature mappings for cold-start
 * recommendations" (ICDM), with biases for the latent features.
 *
 * O(users · (ratings of a user · features² + features³)).
 *
 * @throws HyperparameterError
 * @throws FitCancelledError if the caller asks to stop
 */
export function trainContent(
  ratings: Ratings,
  hyperparameters: Partial<ContentHyperparameters>,
  options: FitOptions,
): ContentModel {
  const settings = completeHyperparameters<ContentHyperparameters>(contentHyperparameters, hyperparameters);
  const stop = new StopCheck(options.shouldStop);
  const newIds = Array.from(options.content?.itemIds ?? []).filter((id) => !ratings.items.has(id));
  const catalogueIds = Int32Array.from([...ratings.items.ids, ...new Set(newIds)]);
  const features = ContentFeatures.of(catalogueIds, options.content, settings.maxFeatures);
  const biases = fitBiasesByAls(ratings, settings, stop, options);
  const parameters = itemParameters(ratings, biases, features, settings, stop);
  const size = features.featureCount;
  const userBiases = new Float64Array(ratings.users.size);
  const userTastes = new Float64Array(ratings.users.size * size);
  const { offsets, others, values } = ratings.byUser;
  for (let user = 0; user < userBiases.length; user++) {
    const [from, to] = [offsets[user], offsets[user + 1]];
    const history = Array.from(others.subarray(from, to), (itemIndex, at) => ({
      itemIndex,
      rating: values[from + at],
    }));
    const { bias, taste } = foldUser(
      history.sort((a, b) => a.itemIndex - b.itemIndex),
      parameters,
    );
    userBiases[user] = bias;
    userTastes.set(taste, user * size);
    stop.after((to - from) * size * size + size ** 3);
  }
  return new ContentModel(ratings, catalogueIds, parameters, userBiases, userTastes);
}

function itemParameters(
  ratings: Ratings,
  { globalMean, userBiases, itemBiases }: ReturnType<typeof fitBiasesByAls>,
  features: ContentFeatures,
  settings: ContentHyperparameters,
  stop: StopCheck,
): ContentParameters {
  const size = features.featureCount;
  const { offsets, others, values } = ratings.byItem;
  const rows = new Float64Array(itemBiases.length * size);
  const targets = new Float64Array(itemBiases.length);
  itemBiases.forEach((bias, item) => {
    const weight = Math.sqrt(offsets[item + 1] - offsets[item]);
    features.spread(item, rows, item * size);
    for (let at = item * size; at < (item + 1) * size; at++) rows[at] *= weight;
    targets[item] = bias * weight;
  });
  const weights = new RidgeSystem(rows, new Float64Array(size).fill(settings.contentRegularisation)).weights(
    targets,
  );
  const residuals = itemBiases.map((_, item) => {
    const expected = globalMean + features.dot(weights, item);
    let sum = 0;
    for (let at = offsets[item]; at < offsets[item + 1]; at++)
      sum += values[at] - expected - userBiases[others[at]];
    stop.after(offsets[item + 1] - offsets[item]);
    return sum / (offsets[item + 1] - offsets[item] + settings.itemRegularisation);
  });
  const { userRegularisation, tasteRegularisation } = settings;
  return { globalMean, features, weights, residuals, userRegularisation, tasteRegularisation };
}

export const contentKind: RegisteredKind = {
  kind: 'content',
  output: 'rating',
  title: 'Content',
  description:
    'From genres, decades and tags, and what a person makes of them: also for films that nobody has rated.',
  hyperparameters: contentHyperparameters,
  train: trainContent,
  load: loadContent,
};
