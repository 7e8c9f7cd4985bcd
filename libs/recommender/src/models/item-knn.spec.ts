import { Ratings } from '../data/ratings.js';
import { trainItemKnn } from './item-knn.js';

const ratings = Ratings.from(
  {
    users: [1, 1, 1, 2, 2, 3, 3, 3, 4],
    items: [10, 20, 30, 10, 20, 10, 30, 40, 40],
    values: [5, 4, 2, 5, 5, 4, 4, 5, 1],
  },
  { min: 1, max: 5 },
);
// Likes: 10 by 1, 2, 3; 20 by 1, 2; 30 by 3; 40 by 3.
const [ten20, ten30, thirty40] = [2 / Math.sqrt(6), 1 / Math.sqrt(3), 1];

const plain = { similarity: 'likes', normalised: false } as const;

describe('trainItemKnn', () => {
  it('adds up the cosines with what somebody likes', () => {
    const model = trainItemKnn(ratings, plain, { seed: 1 });
    expect(model.similar(10, 3)).toEqual([
      { itemId: 20, score: Math.fround(ten20) },
      { itemId: 30, score: Math.fround(ten30) },
      { itemId: 40, score: Math.fround(ten30) },
    ]);
    const person = model.foldIn([
      { itemId: 10, rating: 4 },
      { itemId: 40, rating: 5 },
      { itemId: 20, rating: 3 },
    ]);
    expect(person.predict(30)).toBeCloseTo(ten30 + thirty40, 6);
    expect(person.predict(20)).toBeCloseTo(ten20, 6);
    expect(person.explain(30).history).toEqual([
      { itemId: 10, rating: 4, contribution: Math.fround(ten30) },
      { itemId: 40, rating: 5, contribution: 1 },
    ]);
  });

  it('sharpens similarities, shrinks them, and holds back what many like', () => {
    const liking10 = [{ itemId: 10, rating: 5 }];
    const sharp = trainItemKnn(ratings, { ...plain, sharpness: 2 }, { seed: 1 }).foldIn(liking10);
    expect(sharp.predict(20)).toBeCloseTo(ten20 ** 2, 6);
    const shrunk = trainItemKnn(ratings, { ...plain, shrinkage: 2 }, { seed: 1 }).foldIn(liking10);
    expect(shrunk.predict(20)).toBeCloseTo(ten20 / 2, 6);
    const discounted = trainItemKnn(ratings, { ...plain, popularityDiscount: 1 }, { seed: 1 }).foldIn(
      liking10,
    );
    expect(discounted.predict(20)).toBeCloseTo(ten20 / 2, 6);
  });

  it('lets each liked film say as much in all, when normalised', () => {
    const model = trainItemKnn(ratings, { similarity: 'likes' }, { seed: 1 }).foldIn([
      { itemId: 10, rating: 5 },
    ]);
    expect(model.predict(20)).toBeCloseTo(ten20 / (ten20 + 2 * ten30), 6);
    expect(model.predict(20) + model.predict(30) + model.predict(40)).toBeCloseTo(1, 12);
  });

  it('compares all ratings when asked to', () => {
    const model = trainItemKnn(ratings, { similarity: 'ratings' }, { seed: 1 });
    const norm10 = Math.sqrt(25 + 25 + 16);
    expect(model.similar(10, 1)[0].score).toBeCloseTo((20 + 25) / (norm10 * Math.sqrt(41)), 6);
  });

  it('offers what is popular to somebody who likes nothing, and where nobody does', () => {
    const model = trainItemKnn(ratings, {}, { seed: 1 });
    expect(model.foldIn([{ itemId: 10, rating: 1 }]).predict(20)).toBe(2 / 4);
    const disliked = trainItemKnn(ratings, { ...plain, positiveFrom: 6 }, { seed: 1 });
    expect(disliked.forUser(1).recommend(1)).toEqual([{ itemId: 10, score: 0 }]);
    expect(disliked.similar(10, 1)).toEqual([]);
  });
});
