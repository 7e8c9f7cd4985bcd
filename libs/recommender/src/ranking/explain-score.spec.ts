import { readMovielensSmall } from '../../test/movielens-small.js';
import { GenreVectors } from '../data/genre-vectors.js';
import { Ratings } from '../data/ratings.js';
import { buildItemNeighbours } from '../models/item-neighbours.js';
import type { ItemRating } from '../models/model.js';
import { trainSvd } from '../models/svd.js';
import { calibrationDivergence, genreShares } from './calibration.js';
import { priorsOfRatings } from './priors.js';
import { rankForUser, type RankedItem, type RankKnobs } from './rank-for-user.js';

const { films, ratings: columns } = readMovielensSmall();
const genresOf = (itemId: number): readonly string[] => films.get(itemId)!.genres;
const ratings = Ratings.from(columns, { min: 0.5, max: 5 });
const neighbours = buildItemNeighbours(ratings, { genresOf });
const catalogue = {
  neighbours,
  priors: priorsOfRatings(ratings, neighbours.items),
  genres: GenreVectors.from(Array.from(neighbours.items.ids, genresOf)),
};
const { genres, priors } = catalogue;
const svd = trainSvd(ratings, { epochs: 3, factorCount: 10 }, { seed: 1 });
const people = Array.from({ length: 16 }, (_, at) => ratings.users.idAt(at * 40));

function historyOf(userId: number): ItemRating[] {
  const user = ratings.users.indexOf(userId);
  const { offsets, others, values } = ratings.byUser;
  return Array.from(others.subarray(offsets[user], offsets[user + 1]), (item, at) => ({
    itemId: ratings.items.idAt(item),
    rating: values[offsets[user] + at],
  }));
}

function listFor(userId: number, knobs: RankKnobs): RankedItem[] {
  const history = historyOf(userId);
  const exclude = new Set(history.map(({ itemId }) => itemId));
  const model = { scorer: svd.foldIn(history), scorerItems: svd.items };
  return rankForUser(catalogue, { history, exclude, ...model, count: 10, ...knobs });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the parts of a score', () => {
  const boost = (itemId: number): number => (genresOf(itemId).includes('Comedy') ? 1.5 : 1);

  it.each<RankKnobs>([{}, { popularityDebias: 0.4, boost, rerank: 'dpp', calibration: 0.3 }])(
    'add up to it to the last bit, and the films behind a part to the part, with %j',
    (knobs) => {
      for (const { score, parts } of people.flatMap((userId) => listFor(userId, knobs))) {
        expect(parts.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(score);
        for (const { contribution, because } of parts.filter((part) => part.because.length > 0)) {
          expect(because.reduce((sum, one) => sum + one.contribution, 0)).toBe(contribution);
        }
      }
    },
  );

  it('names the parts that play a part, and the films only where they come from the history', () => {
    const [plain] = listFor(people[0], {});
    expect(plain.parts.map(({ name }) => name)).toEqual([
      'affinity',
      'taste',
      'predictedRating',
      'popularity',
    ]);
    const [turned] = listFor(people[0], { popularityDebias: 0.1, boost });
    expect(turned.parts.map(({ name }) => name).slice(4)).toEqual(['popularityDebias', 'boost']);
    expect(plain.parts.filter(({ because }) => because.length > 0).map(({ name }) => name)).toEqual([
      'affinity',
      'taste',
    ]);
  });

  it('is what the list is ordered by', () => {
    for (const userId of people) {
      const scores = listFor(userId, { rerank: 'none', newItems: 0 }).map(({ score }) => score);
      scores.slice(1).forEach((score, at) => expect(score).toBeLessThanOrEqual(scores[at] + 1e-6));
    }
  });
});

describe('the knobs, over people of data/movielens-small', () => {
  const over = (knobs: RankKnobs, measure: (list: RankedItem[], userId: number) => number): number =>
    mean(people.map((userId) => measure(listFor(userId, knobs), userId)));
  const rowOf = ({ itemId }: RankedItem): number => neighbours.items.indexOf(itemId);

  it('gives less known films the more fame is taken off', () => {
    const fame = [0, 0.15, 0.3, 0.6, 1].map((popularityDebias) =>
      over({ popularityDebias, rerank: 'none' }, (list) =>
        mean(list.map((item) => priors.fame[rowOf(item)])),
      ),
    );
    fame.slice(1).forEach((value, at) => expect(value).toBeLessThanOrEqual(fame[at]));
    expect(fame[4]).toBeLessThan(0.7 * fame[0]);
  });

  it('brings the genres nearer to the person’s the more it is asked to', () => {
    const divergence = (list: RankedItem[], userId: number): number => {
      const weighted = historyOf(userId).map(({ itemId, rating }) => ({
        genres: genres.genresOf(neighbours.items.indexOf(itemId)),
        weight: (rating - 2.75) / 2.25,
      }));
      const liked = genreShares(weighted, genres.genres.length)!;
      const listed = list.map((item) => ({ genres: genres.genresOf(rowOf(item)), weight: 1 }));
      return calibrationDivergence(liked, genreShares(listed, genres.genres.length)!);
    };
    const steps = [0, 0.25, 0.5, 0.75].map((calibration) => over({ calibration, diversity: 0 }, divergence));
    steps.slice(1).forEach((value, at) => expect(value).toBeLessThan(steps[at]));
    expect(steps[3]).toBeLessThan(0.6 * steps[0]);
  });

  it.each<'mmr' | 'dpp'>(['mmr', 'dpp'])(
    'makes lists more varied the more it is asked to, by %s',
    (rerank) => {
      const likeness = (list: RankedItem[]): number =>
        mean(list.flatMap((a) => list.map((b) => (a === b ? 0 : genres.cosine(rowOf(a), rowOf(b))))));
      const steps = [0, 0.2, 0.5, 0.9].map((diversity) => over({ rerank, diversity }, likeness));
      steps.slice(1).forEach((value, at) => expect(value).toBeLessThanOrEqual(steps[at]));
      expect(steps[3]).toBeLessThan(0.6 * steps[0]);
    },
  );
});
