import { GenreVectors } from '../data/genre-vectors.js';
import { IdIndex } from '../data/id-index.js';
import { ItemNeighbours } from '../models/item-neighbours.js';
import { affinities, liking } from './affinities.js';
import { generateCandidates, scoreCandidates, scoreParts, type ScoreFrame } from './candidates.js';
import { itemPriors } from './priors.js';
import { explainForUser, rankForUser, type RankRequest } from './rank-for-user.js';
import { genreTaste } from './taste.js';

const scale = { min: 1, max: 5 };
const items = IdIndex.ofDistinct([10, 20, 30, 40]);
/** 10 ↔ 20 (0.8), 10 → 30 (0.4), 20 → 30 (0.5); 40 is alone. */
const neighbours = new ItemNeighbours(items, scale, 2, {
  indices: Int32Array.of(1, 2, 0, 2, -1, -1, -1, -1),
  similarities: Float32Array.of(0.8, 0.4, 0.8, 0.5, 0, 0, 0, 0),
});
const catalogue = {
  neighbours,
  priors: itemPriors([10, 10, 10, 100], [3, 3, 3, 4]),
  genres: GenreVectors.from([['Horror'], ['Horror'], ['Comedy'], ['Drama']]),
};
const scorer: RankRequest['scorer'] = {
  predict: (itemId) => itemId / 10,
  predictAll: (out = new Float32Array(4)) => (out.set([1, 2, 3, 4]), out),
};
const rank = (request: Partial<RankRequest>) =>
  rankForUser(catalogue, { history: [], scorer: null, count: 4, diversity: 0, ...request });

describe('liking', () => {
  it('is 1 at the top of the scale, −1 at the bottom and 0 in the middle', () => {
    expect([5, 4, 3, 1].map((rating) => liking(rating, scale))).toEqual([1, 0.5, 0, -1]);
  });
});

describe('affinities', () => {
  it('adds up what rated items say of their neighbours, low ratings against', () => {
    const { scores } = affinities(
      [
        { itemId: 10, rating: 5 },
        { itemId: 20, rating: 2 },
      ],
      neighbours,
    );
    expect(scores).toEqual(Float32Array.of(-0.4, 0.8, 0.4 - 0.25, 0));
  });

  it('names the rated items that speak for one, the strongest first', () => {
    const affinity = affinities(
      [
        { itemId: 10, rating: 5 },
        { itemId: 20, rating: 5 },
        { itemId: 40, rating: 5 },
      ],
      neighbours,
    );
    expect(affinity.because(2, 5).map(({ itemId }) => itemId)).toEqual([20, 10]);
    expect(affinity.because(2, 1)).toEqual([{ itemId: 20, rating: 5, contribution: 0.5 }]);
    expect(affinity.because(3, 5)).toEqual([]);
  });

  it('does not name an item that was disliked', () => {
    expect(affinities([{ itemId: 10, rating: 1 }], neighbours).because(1, 5)).toEqual([]);
  });

  it('ignores unknown items and overwrites the array given', () => {
    const out = new Float32Array(4).fill(9);
    expect(affinities([{ itemId: 99, rating: 5 }], neighbours, out).scores).toBe(out);
    expect(out).toEqual(new Float32Array(4));
  });
});

describe('genreTaste', () => {
  it('is the mean likeness to what was liked, less that to what was not', () => {
    expect(
      genreTaste(
        [
          [0, 1],
          [2, -0.5],
        ],
        catalogue.genres,
      ),
    ).toEqual(Float32Array.of(1 / 1.5, 1 / 1.5, -0.5 / 1.5, 0));
    expect(genreTaste([], catalogue.genres)).toEqual(new Float32Array(4));
  });
});

describe('scoreCandidates', () => {
  const frame: ScoreFrame = {
    signals: {
      affinities: Float32Array.of(0, 2, 1, -1),
      predictedRatings: Float32Array.of(3, 4, 3, 5),
      taste: Float32Array.of(0, 0.5, 0, 0),
      priors: itemPriors([10, 10, 10, 10], [3, 3, 3, 3]),
    },
    greatestAffinity: 2,
    items,
  };
  const withoutModel = { ...frame, signals: { ...frame.signals, predictedRatings: null } };

  it('sums the weighted parts', () => {
    const parts = scoreParts(1, frame);
    expect(parts.affinity).toBeCloseTo(1, 6);
    expect(parts.taste).toBeCloseTo(0.6 * 0.5, 6);
    expect(parts.predictedRating).toBeCloseTo(0.05 * 0.5 * 1, 6);
    expect(parts.popularity).toBeCloseTo(0.15, 6);
    expect(parts).toMatchObject({ popularityDebias: 0, boost: 0 });
    expect(scoreCandidates(Int32Array.of(1), frame)[0]).toBeCloseTo(1 + 0.3 + 0.025 + 0.15, 6);
  });

  it('scores candidates in their order', () => {
    const scores = scoreCandidates(Int32Array.of(3, 0), withoutModel);
    expect(scores).toEqual(Float32Array.of(-0.5 + 0.15, 0.15));
  });

  it('takes fame off as far as asked', () => {
    const scores = scoreCandidates(Int32Array.of(3, 0), { ...withoutModel, popularityDebias: 0.5 });
    expect(scores).toEqual(Float32Array.of(-0.5 + 0.15 - 0.5, 0.15 - 0.5));
  });

  it('lifts by a boost above 1 and lowers by one below, also a score below 0', () => {
    const boosted = (factor: number): Float32Array =>
      scoreCandidates(Int32Array.of(3, 0), { ...withoutModel, boost: () => factor });
    expect(boosted(1)).toEqual(Float32Array.of(-0.35, 0.15));
    expect(boosted(1.5)).toEqual(Float32Array.of(-0.35 / 2, 0.15 * 1.5));
    expect(boosted(0.5)).toEqual(Float32Array.of(-0.35 * 1.5, 0.15 / 2));
    expect(boosted(NaN)).toEqual(boosted(1));
    expect(boosted(1e9)).toEqual(boosted(10));
  });
});

describe('generateCandidates', () => {
  it('takes all items but the excluded and the unwanted', () => {
    expect([...generateCandidates(items, {})]).toEqual([0, 1, 2, 3]);
    const accepts = (itemId: number): boolean => itemId !== 40;
    expect([...generateCandidates(items, { exclude: new Set([10]), accepts })]).toEqual([1, 2]);
  });
});

describe('rankForUser', () => {
  const history = [{ itemId: 10, rating: 5 }];

  it('puts what is like the liked first and says why', () => {
    const [first] = rank({ history, exclude: new Set([10]) });
    expect(first).toMatchObject({ itemId: 20, source: 'similar', predictedRating: null });
    expect(first.because).toEqual([{ itemId: 10, rating: 5, contribution: 1 }]);
    expect(first.sources).toEqual(['neighbours', 'popular', 'genre']);
  });

  it('calls an item similar where one film says more than the rest, personalised where none does', () => {
    const both = [
      { itemId: 10, rating: 5 },
      { itemId: 20, rating: 4 },
      { itemId: 40, rating: 5 },
    ];
    const exclude = new Set([10, 20, 40]);
    const [thirty] = rank({ history: both, exclude });
    expect(thirty).toMatchObject({ itemId: 30, source: 'similar' });
    expect(thirty.because.map(({ itemId }) => itemId)).toEqual([10, 20]);
    const even = new ItemNeighbours(items, scale, 1, {
      indices: Int32Array.of(2, 2, -1, 2),
      similarities: Float32Array.of(0.5, 0.5, 0, 0.5),
    });
    const request = {
      history: both.map(({ itemId }) => ({ itemId, rating: 5 })),
      exclude,
      scorer: null,
      count: 1,
    };
    const [item] = rankForUser({ ...catalogue, neighbours: even }, request);
    expect(item).toMatchObject({ itemId: 30, source: 'personalised' });
    expect(item.because.map(({ itemId }) => itemId)).toEqual([10, 20, 40]);
  });

  it('falls back to what everybody likes, best first, ties by lower id', () => {
    const list = rank({});
    expect(list.map(({ itemId }) => itemId)).toEqual([40, 10, 20, 30]);
    expect(list[0]).toMatchObject({ source: 'popular', because: [] });
  });

  it('gives the predicted rating, by the item index of its model', () => {
    const reversed: RankRequest['scorer'] = { ...scorer, predictAll: () => Float32Array.of(4, 3, 2) };
    const scorerItems = IdIndex.ofDistinct([40, 30, 20]);
    const predicted = (request: Partial<RankRequest>) =>
      new Map(rank(request).map((item) => [item.itemId, item.predictedRating]));
    expect(predicted({ scorer })).toEqual(
      new Map([
        [40, 4],
        [10, 1],
        [20, 2],
        [30, 3],
      ]),
    );
    expect(predicted({ scorer: reversed, scorerItems })).toEqual(predicted({ scorer }));
  });

  it('shows no more than asked for and nothing that is not accepted', () => {
    expect(rank({ count: 2 })).toHaveLength(2);
    expect(rank({ count: 0 })).toEqual([]);
    expect(rank({ accepts: () => false })).toEqual([]);
  });

  it('explains one item as it would score it, also one that may not appear, and none that is unknown', () => {
    const [first] = rank({ history, scorer });
    const { itemId } = first;
    expect(explainForUser(catalogue, { history, scorer }, itemId)).toEqual(first);
    expect(explainForUser(catalogue, { history, scorer, exclude: new Set([itemId]) }, itemId)).toMatchObject({
      score: first.score,
      sources: [],
    });
    expect(explainForUser(catalogue, { history, scorer }, 99)).toBeNull();
  });

  it('finds the same whether it scores everything or what the sources propose, when they propose enough', () => {
    const request = { history, scorer, exclude: new Set([10]) };
    expect(rank({ ...request, candidatesPerSource: 4 })).toEqual(rank(request));
    expect(rank({ ...request, candidatesPerSource: 1 }).map(({ itemId }) => itemId)).toEqual([20, 40]);
  });

  describe('with films that came after the model', () => {
    const late = {
      neighbours,
      items: IdIndex.ofDistinct([10, 20, 30, 40, 50, 60]),
      priors: itemPriors([10, 10, 10, 100, 0, 0], [3, 3, 3, 4, NaN, NaN]),
      genres: GenreVectors.from([['Horror'], ['Horror'], ['Comedy'], ['Drama'], ['Comedy'], ['Horror']]),
    };
    const list = (newItems: number) =>
      rankForUser(late, { history, scorer, exclude: new Set([10]), count: 3, diversity: 0, newItems });

    it('lets one in by its score, which its genres alone make, and asks the model by its id', () => {
      const items = list(0);
      expect(items.map(({ itemId }) => itemId)).toEqual([20, 60, 30]);
      expect(items[1]).toMatchObject({ source: 'new', sources: ['new'], because: [], predictedRating: 6 });
      expect(items[1].parts.find(({ name }) => name === 'taste')!.because).toHaveLength(1);
    });

    it('admits none that may not appear', () => {
      const items = rankForUser(late, { history, scorer, accepts: (id) => id < 60, count: 10, newItems: 1 });
      expect(items.map(({ itemId }) => itemId)).not.toContain(60);
    });
  });
});
