import {
  decodeSafetensors,
  encodeSafetensors,
  loadModel,
  Ratings,
  trainModel,
  type ModelKind,
} from '@marquee/recommender';
import { probeModel } from './probe-model.js';

const ratings = Ratings.from(
  { users: [1, 1, 2, 2, 3], items: [10, 20, 10, 30, 20], values: [5, 1, 4, 3, 2] },
  { min: 0.5, max: 5 },
);
const trained = (kind: ModelKind) => trainModel(kind, ratings, {}, { seed: 1 });

describe('probeModel', () => {
  it.each<ModelKind>(['normal', 'baseline', 'knn-basic', 'svd', 'slope-one', 'popularity', 'als', 'ease'])(
    'finds nothing amiss with a %s that was trained',
    (kind) => {
      expect(() => probeModel({ model: trained(kind), neighbours: null })).not.toThrow();
    },
  );

  it('refuses a model whose parameters are not numbers, whichever they are', () => {
    const { tensors, metadata } = trained('svd').state();
    for (const name of Object.keys(tensors)) {
      const { data, shape } = tensors[name];
      if (data instanceof Int32Array) continue;
      const broken = { ...tensors, [name]: { shape, data: data.map(() => Number.NaN) as typeof data } };
      const file = encodeSafetensors({ tensors: broken, metadata });
      const probe = (): void => probeModel({ model: loadModel(decodeSafetensors(file)), neighbours: null });

      expect(probe).toThrow(/finite|NaN/);
    }
  });
});
