import type { ModelKind } from '../../lib/api-types';
import { changesOf, faultOf, hyperparameterTitle, isSound, type Hyperparameter } from './hyperparameters';

const epochs: Hyperparameter = {
  name: 'epochs',
  type: 'integer',
  default: 20,
  min: 1,
  max: 500,
  description: '',
};
const rate: Hyperparameter = {
  name: 'learningRate',
  type: 'number',
  default: 0.005,
  min: 0,
  description: '',
};
const biased: Hyperparameter = { name: 'biased', type: 'boolean', default: true, description: '' };
const method: Hyperparameter = {
  name: 'method',
  type: 'choice',
  default: 'als',
  choices: ['als', 'sgd'],
  description: '',
};
const kind: ModelKind = {
  kind: 'svd',
  output: 'rating',
  title: 'SVD',
  description: '',
  hyperparameters: [epochs, rate, biased, method],
};

describe('faultOf', () => {
  it('takes what lies in the range, its ends included, and nothing as the default', () => {
    for (const typed of ['', ' ', '1', '500', '20']) expect(faultOf(epochs, typed)).toBeNull();
    for (const typed of ['0', '1e-3', '12.5']) expect(faultOf(rate, typed)).toBeNull();
  });

  it('names the range that was missed', () => {
    for (const typed of ['0', '501', '2.5', 'many', 'Infinity'])
      expect(faultOf(epochs, typed)).toBe('A whole number from 1 to 500');
    expect(faultOf(rate, '-1')).toBe('A number of at least 0');
    expect(faultOf(method, 'adam')).toBe('one of als, sgd');
  });
});

describe('changesOf', () => {
  it('gives what differs from the defaults, in its type', () => {
    expect(changesOf(kind, { epochs: '40', learningRate: '0.005', biased: 'false', method: 'sgd' })).toEqual({
      epochs: 40,
      biased: false,
      method: 'sgd',
    });
  });

  it('gives nothing where nothing differs', () => {
    expect(changesOf(kind, { epochs: '', learningRate: '5e-3' })).toBeUndefined();
  });
});

it('calls a kind sound when all its values are', () => {
  expect(isSound(kind, { epochs: '40' })).toBe(true);
  expect(isSound(kind, { epochs: '40', learningRate: 'fast' })).toBe(false);
});

it('reads names as words', () => {
  expect(hyperparameterTitle('userRegularisation')).toBe('User regularisation');
});
