import { FitCancelledError } from '../errors.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { trainSvd } from './svd.js';

describe('trainSvd', () => {
  const ratings = syntheticRatings();

  it('learns: the training error falls from epoch to epoch', () => {
    const errors: number[] = [];
    trainSvd(
      ratings,
      { learningRate: 0.02 },
      { seed: 1, onEpoch: ({ trainRmse }) => errors.push(trainRmse!) },
    );
    expect(errors).toHaveLength(20);
    expect(errors.every((error, epoch) => epoch === 0 || error < errors[epoch - 1])).toBe(true);
  });

  it('finds items of one taste similar, once it has learnt them', () => {
    const model = trainSvd(ratings, { epochs: 200, learningRate: 0.02, factorCount: 4 }, { seed: 1 });
    const parityOf = (itemId: number): number => ((2 ** 31 - 1 - itemId) / 3) % 2;
    const itemId = ratings.items.idAt(0);
    const alike = model.similar(itemId, 10).filter((one) => parityOf(one.itemId) === parityOf(itemId));
    expect(alike.length).toBeGreaterThanOrEqual(9);
  });

  it('uses the item bias alone when the user is unknown, and the mean when the item is, too', () => {
    const model = trainSvd(ratings, {}, { seed: 1 });
    const expected = ratings.globalMean + model.parameters.itemBiases[3];
    expect(model.predict(1, ratings.items.idAt(3))).toBeCloseTo(expected, 6);
    expect(model.predict(1, 1)).toBeCloseTo(ratings.globalMean, 12);
  });

  it('gives another model for another seed', () => {
    const [one, other] = [1, 2].map((seed) => trainSvd(ratings, {}, { seed }).forUser(1000).predictAll());
    expect(one).not.toEqual(other);
  });

  it('is stopped within an epoch', () => {
    let asked = 0;
    const large = syntheticRatings(300, 300, 0.5);
    const epochs: number[] = [];
    const train = (): unknown =>
      trainSvd(
        large,
        {},
        { seed: 1, shouldStop: () => ++asked > 1, onEpoch: ({ epoch }) => epochs.push(epoch) },
      );
    expect(train).toThrow(FitCancelledError);
    expect(epochs).toEqual([]);
  });
});
