import {
  HyperparameterError,
  ModelStateError,
  ModelTooLargeError,
  TrainingDivergedError,
} from '../errors.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import type { ModelKind, ModelState } from './model.js';
import { loadModel, modelKinds, resolveHyperparameters, trainModel } from './registry.js';

const ratings = syntheticRatings(4, 10, 0.8);

describe('modelKinds', () => {
  it('describes each kind once, with defaults that its own checks accept', () => {
    expect(new Set(modelKinds.map(({ kind }) => kind)).size).toBe(modelKinds.length);
    for (const { kind, hyperparameters } of modelKinds) {
      const defaults = Object.fromEntries(hyperparameters.map((one) => [one.name, one.default]));
      expect(resolveHyperparameters(kind, {})).toEqual(defaults);
      expect(resolveHyperparameters(kind, defaults)).toEqual(defaults);
    }
  });

  it("has Surprise's defaults", () => {
    expect(resolveHyperparameters('svd')).toEqual({
      factorCount: 100,
      epochs: 20,
      learningRate: 0.005,
      regularisation: 0.02,
      initMean: 0,
      initStdDev: 0.1,
    });
    expect(resolveHyperparameters('knn-basic')).toMatchObject({
      userBased: true,
      similarity: 'msd',
      k: 40,
      minK: 1,
      minSupport: 1,
    });
    expect(resolveHyperparameters('baseline')).toMatchObject({
      method: 'als',
      userRegularisation: 15,
      itemRegularisation: 10,
    });
  });
});

describe('resolveHyperparameters', () => {
  it.each<[ModelKind, Record<string, unknown>, string]>([
    ['svd', { factors: 10 }, 'There is no hyperparameter factors, expected factorCount, epochs'],
    ['svd', { factorCount: 0 }, 'factorCount is 0, expected a whole number from 1 to 1024'],
    ['svd', { factorCount: 1.5 }, 'factorCount is 1.5, expected a whole number'],
    ['svd', { learningRate: '0.1' }, 'learningRate is "0.1", expected a number from 0.000001 to 1'],
    ['svd', { learningRate: NaN }, 'learningRate is null, expected a number'],
    ['knn-basic', { similarity: 'jaccard' }, 'similarity is "jaccard", expected msd or cosine or pearson'],
    ['knn-basic', { userBased: 1 }, 'userBased is 1, expected true or false'],
    ['normal', { seed: 1 }, 'There is no hyperparameter seed, expected none'],
    ['magic' as ModelKind, {}, 'There is no kind of model magic, expected one of normal, baseline'],
  ])('refuses %s %j', (kind, given, message) => {
    expect(() => resolveHyperparameters(kind, given)).toThrow(HyperparameterError);
    expect(() => resolveHyperparameters(kind, given)).toThrow(message);
  });
});

describe('trainModel', () => {
  it('says how much a neighbourhood model would need when that is too much', () => {
    const train = (): unknown => trainModel('knn-basic', ratings, {}, { seed: 1, maxBytes: 40 });
    expect(train).toThrow(ModelTooLargeError);
    expect(train).toThrow('The similarities of 4 users needs 48 bytes, at most 40 are allowed');
    expect(() => trainModel('knn-basic', ratings, {}, { seed: 1, maxBytes: 48 })).not.toThrow();
  });

  it('says in which epoch it diverged', () => {
    const train = (): unknown =>
      trainModel('svd', syntheticRatings(), { learningRate: 1, initStdDev: 10 }, { seed: 1 });
    expect(train).toThrow(TrainingDivergedError);
    expect(train).toThrow(/stopped being finite in epoch \d+/);
  });
});

describe('loadModel', () => {
  const state = trainModel('svd', ratings, { factorCount: 8, epochs: 1 }, { seed: 1 }).state();
  const withTensor = (name: string, shape: number[], data: Float32Array | Int32Array): ModelState => ({
    metadata: state.metadata,
    tensors: { ...state.tensors, [name]: { shape, data } },
  });
  const withSetting = (name: string, value: string): ModelState => ({
    tensors: state.tensors,
    metadata: { ...state.metadata, [name]: value },
  });

  it.each<[string, ModelState, string]>([
    [
      'too few values',
      withTensor('userFactors', [31], new Float32Array(31)),
      'userFactors has 31 values, expected 32 (4 users × 8 factors)',
    ],
    [
      'another shape',
      withTensor('userFactors', [8, 4], new Float32Array(32)),
      'userFactors has the shape 8 × 4, expected 4 users × 8 factors',
    ],
    [
      'another type',
      withTensor('itemBiases', [10], new Int32Array(10)),
      'itemBiases is a Int32Array, expected a Float32Array',
    ],
    [
      'a number that is none',
      withTensor('userBiases', [4], Float32Array.of(0, 0, NaN, 0)),
      'userBiases has NaN at 2',
    ],
    [
      'an id given twice',
      withTensor('userIds', [4], Int32Array.of(1, 2, 1, 3)),
      'userIds: Id 1 is given more than once',
    ],
    [
      'an unknown kind',
      withSetting('kind', 'magic'),
      'The kind of the model is magic, expected one of normal',
    ],
    ['another format', withSetting('formatVersion', '2'), 'The format version is 2, expected 1'],
    ['a scale upside down', withSetting('scaleMin', '9'), 'The scale is from 9 to 5'],
    ['a setting that is no number', withSetting('globalMean', ''), 'globalMean is , expected a number'],
    [
      'factors without end',
      withSetting('factorCount', '1e9'),
      'userFactors has 32 values, expected 4000000000',
    ],
  ])('refuses a state with %s', (_, bad, message) => {
    expect(() => loadModel(bad)).toThrow(ModelStateError);
    expect(() => loadModel(bad)).toThrow(message);
  });

  it('refuses ratings of a neighbourhood model that name a user who is not there', () => {
    const knn = trainModel('knn-basic', ratings, {}, { seed: 1 }).state();
    const ratingUsers = knn.tensors.ratingUsers;
    const wrong = { shape: ratingUsers.shape, data: ratingUsers.data.slice().fill(4) };
    expect(() => loadModel({ ...knn, tensors: { ...knn.tensors, ratingUsers: wrong } })).toThrow(
      'ratingUsers has 4 at 0, expected 0 to 3',
    );
    const twice = { shape: ratingUsers.shape, data: ratingUsers.data.slice().fill(0) };
    expect(() => loadModel({ ...knn, tensors: { ...knn.tensors, ratingUsers: twice } })).toThrow(
      'The ratings of the model: User 1000 rates item',
    );
  });
});
