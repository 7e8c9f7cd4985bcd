import { splitRandom } from '../data/split.js';
import { evaluateModel } from '../evaluation/evaluate-model.js';
import { ModelStateError } from '../errors.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { BlendModel } from './blend.js';
import { loadModel, trainModel } from './registry.js';

describe('a blend', () => {
  const ratings = syntheticRatings(200, 150, 0.3);
  const { trainSet, validationSet } = splitRandom(ratings, { validationShare: 0.2, seed: 3 });
  const model = trainModel('blend', trainSet, { members: 'quick' }, { seed: 1 }) as BlendModel;

  it('is at least as good as each of its members, on ratings that none has seen', () => {
    const errorOf = (one: BlendModel['members'][number]): number =>
      evaluateModel(one, trainSet, validationSet, { maxUsers: 1 }).rmse!;
    const errors = model.members.map(errorOf);
    expect(errors).toHaveLength(3);
    expect(errorOf(model)).toBeLessThan(Math.min(...errors) + 0.002);
  });

  it('predicts the weighted sum of what its members do', () => {
    for (const [userId, itemId] of [
      [ratings.users.idAt(3), ratings.items.idAt(5)],
      [ratings.users.idAt(9), ratings.items.idAt(1)],
    ] as const) {
      const user = model.users.indexOf(userId);
      const item = model.items.indexOf(itemId);
      const sum = model.members.reduce(
        (total, member, m) => total + model.weights[m] * member.unclippedOf(user).estimate(item),
        model.intercept,
      );
      expect(model.forUser(userId).explain(itemId).score).toBeCloseTo(sum, 5);
    }
  });

  it('gives weights that are near the plain average where the ratings say little', () => {
    const { weights, intercept } = trainModel(
      'blend',
      trainSet,
      { members: 'quick', regularisation: 1e6 },
      { seed: 1 },
    ) as BlendModel;
    for (const weight of weights) expect(weight).toBeCloseTo(1 / 3, 2);
    expect(intercept).toBeCloseTo(0, 2);
  });

  it('refuses a state whose member is of other users', () => {
    const { tensors, metadata } = model.state();
    const { shape, data } = tensors['1.userIds'];
    const ids = { shape, data: (data as Int32Array).map((id) => id + 1) };
    expect(() => loadModel({ metadata, tensors: { ...tensors, '1.userIds': ids } })).toThrow(ModelStateError);
  });
});
