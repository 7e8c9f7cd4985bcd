import { splitRandom } from '../data/split.js';
import { Ratings } from '../data/ratings.js';
import { HyperparameterError } from '../errors.js';
import { evaluateModel } from '../evaluation/evaluate-model.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import type { RecommenderModel } from './model.js';
import { trainModel } from './registry.js';

const all = syntheticRatings(150, 80);
/** All but a tenth of the ratings: what was there before these came. */
const { trainSet: before } = splitRandom(all, { validationShare: 0.1, seed: 5 });

const bytesOf = (model: RecommenderModel): string => JSON.stringify(model.state().tensors);

describe.each([
  { kind: 'matrix-factorisation' as const, hyperparameters: { factorCount: 8, epochs: 6 } },
  { kind: 'als' as const, hyperparameters: { factorCount: 8, epochs: 6 } },
  { kind: 'svd' as const, hyperparameters: { factorCount: 8, epochs: 6 } },
])('a snapshot of $kind', ({ kind, hyperparameters }) => {
  const snapshots: RecommenderModel[] = [];
  const model = trainModel(kind, all, hyperparameters, {
    seed: 1,
    onEpoch: ({ snapshot }) => snapshots.push(snapshot!()),
  });

  it('is the model that as many epochs would have given', () => {
    const short = trainModel(kind, all, { ...hyperparameters, epochs: 2 }, { seed: 1 });
    expect(bytesOf(snapshots[1])).toBe(bytesOf(short));
  });

  it('is the model itself after the last epoch, and taking it changes nothing', () => {
    expect(bytesOf(snapshots[5])).toBe(bytesOf(model));
    expect(bytesOf(trainModel(kind, all, hyperparameters, { seed: 1 }))).toBe(bytesOf(model));
  });
});

describe.each([
  { kind: 'matrix-factorisation' as const, hyperparameters: { factorCount: 8, epochs: 12, threads: 1 } },
  { kind: 'als' as const, hyperparameters: { factorCount: 8, epochs: 12, threads: 1 } },
  { kind: 'baseline' as const, hyperparameters: { epochs: 12 } },
  { kind: 'baseline' as const, hyperparameters: { epochs: 12, method: 'sgd' } },
])('a warm start of $kind by $hyperparameters', ({ kind, hyperparameters }) => {
  const earlier = trainModel(kind, before, hyperparameters, { seed: 1 });
  const rmsesOf = (warmStart?: RecommenderModel): number[] => {
    const rmses: number[] = [];
    const onEpoch = ({ trainRmse }: { trainRmse: number | null }): unknown => rmses.push(trainRmse!);
    trainModel(kind, all, hyperparameters, { seed: 2, onEpoch, warmStart });
    return rmses;
  };

  it('begins nearer to the ratings than a fresh start', () => {
    expect(rmsesOf(earlier)[0]).toBeLessThan(rmsesOf()[0]);
  });

  it('gives the same model for the same seed and start', () => {
    const train = (): string =>
      bytesOf(trainModel(kind, all, hyperparameters, { seed: 2, warmStart: earlier }));
    expect(train()).toBe(train());
  });

  it('takes in users and items that the earlier model did not know', () => {
    const users = [...Array.from(all.userIndices, (user) => all.users.idAt(user)), 1, 1];
    const items = [...Array.from(all.itemIndices, (item) => all.items.idAt(item)), all.items.idAt(0), 2];
    const more = Ratings.from({ users, items, values: [...all.values, 5, 1] }, all.scale);
    const model = trainModel(kind, more, hyperparameters, { seed: 2, warmStart: earlier });
    expect(model.knows(1, 2)).toBe(true);
    expect(model.predict(1, 2)).toBeGreaterThanOrEqual(0.5);
    expect(evaluateModel(model, all, more).rmse).toBeLessThan(0.9);
  });

  it('refuses a model of another kind', () => {
    const other = trainModel('normal', before, {}, { seed: 1 });
    expect(() => trainModel(kind, all, hyperparameters, { seed: 2, warmStart: other })).toThrow(
      HyperparameterError,
    );
  });
});

it.each(['matrix-factorisation', 'als'] as const)('%s refuses a start with other factors', (kind) => {
  const earlier = trainModel(kind, before, { factorCount: 4, epochs: 1 }, { seed: 1 });
  expect(() => trainModel(kind, all, { factorCount: 8 }, { seed: 1, warmStart: earlier })).toThrow(
    'The model to start from has 4 factors, expected 8',
  );
});
