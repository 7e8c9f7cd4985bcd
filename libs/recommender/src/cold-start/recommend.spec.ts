import { readMovielensSmall } from '../../test/movielens-small.js';
import { scoreCatalogue, type CatalogueItem } from './catalogue.js';
import { onboardingFilms } from './onboarding.js';
import { recommendColdStart, type ColdStartRequest } from './recommend.js';

const item = (
  itemId: number,
  ratingCount: number,
  averageRating: number | null,
  genres: string[] = [],
): CatalogueItem => ({
  itemId,
  ratingCount,
  averageRating,
  genres,
});
const ids = (items: readonly { itemId: number }[]): number[] => items.map(({ itemId }) => itemId);

describe('scoreCatalogue', () => {
  it('agrees with an example worked by hand', () => {
    // prior mean (30·4 + 10·2) / 40 = 3.5 with the weight of 20 ratings
    const [first, second] = scoreCatalogue([item(1, 10, 2), item(2, 30, 4)]);
    expect(first).toMatchObject({ itemId: 2 });
    expect(first.score).toBeCloseTo((30 * 4 + 20 * 3.5) / 50 + 1.5, 12);
    expect(second.score).toBeCloseTo((10 * 2 + 20 * 3.5) / 30 + (1.5 * Math.log(11)) / Math.log(31), 12);
  });

  it('prefers a film that many like to one that one person loves', () => {
    expect(ids(scoreCatalogue([item(1, 1, 5), item(2, 500, 4.2), item(3, 500, 2)]))[0]).toBe(2);
  });

  it('orders equals by id and puts the unrated last', () => {
    expect(ids(scoreCatalogue([item(9, 0, null), item(3, 5, 4), item(2, 5, 4), item(4, 1, 0.5)]))).toEqual([
      2, 3, 4, 9,
    ]);
  });

  it('answers an empty and an unrated catalogue', () => {
    expect(scoreCatalogue([])).toEqual([]);
    expect(ids(scoreCatalogue([item(2, 0, null), item(1, 0, null)]))).toEqual([1, 2]);
  });
});

describe('recommendColdStart', () => {
  const catalogue = [
    item(1, 100, 4.5, ['Drama']),
    item(2, 90, 4.4, ['Drama']),
    item(3, 50, 4, ['Horror']),
    item(4, 40, 3.5, ['Horror', 'Comedy']),
    item(5, 60, 3.6, ['Comedy']),
    item(6, 0, null, ['Horror']),
  ];

  it('gives the known and liked by the rule of popularity when no genre is wanted', () => {
    const list = recommendColdStart(catalogue, { count: 2, diversity: 0 });
    expect(ids(list)).toEqual([1, 2]);
    expect(list.every(({ rule, matchedGenres }) => rule === 'popular' && matchedGenres.length === 0)).toBe(
      true,
    );
  });

  it('puts something different second when diversity is asked for', () => {
    expect(ids(recommendColdStart(catalogue, { count: 2, diversity: 0.5 }))).not.toEqual([1, 2]);
  });

  it('takes the wanted genres in turn, an item of both first, and says which each has', () => {
    const list = recommendColdStart(catalogue, { count: 3, genres: ['Horror', 'Comedy'], diversity: 0 });
    expect(list.map(({ itemId, matchedGenres }) => [itemId, matchedGenres])).toEqual([
      [4, ['Horror', 'Comedy']],
      [5, ['Comedy']],
      [3, ['Horror']],
    ]);
  });

  it('fills up with the popular, labelled so, when the genres do not suffice', () => {
    const list = recommendColdStart(catalogue, { count: 4, genres: ['Horror'], diversity: 0 });
    expect(list.map(({ itemId, rule }) => [itemId, rule])).toEqual([
      [3, 'genre'],
      [4, 'genre'],
      [1, 'popular'],
      [2, 'popular'],
    ]);
  });

  it('leaves out what is excluded and repeats nothing', () => {
    const list = recommendColdStart(catalogue, {
      count: 10,
      genres: ['Comedy', 'Horror'],
      exclude: new Set([3]),
    });
    expect(ids(list)).not.toContain(3);
    expect(new Set(ids(list)).size).toBe(list.length);
  });

  it.each<ColdStartRequest>([{ count: 0 }, { count: 0, genres: ['Horror'] }])(
    'answers nothing to %j',
    (request) => {
      expect(recommendColdStart(catalogue, request)).toEqual([]);
      expect(recommendColdStart([], { ...request, count: 5 })).toEqual([]);
    },
  );
});

describe('onboardingFilms', () => {
  const films = [
    { ...item(1, 100, 4, ['Drama']), ratingDeviation: 0.2 },
    { ...item(2, 100, 3, ['Drama']), ratingDeviation: 1.2 },
    { ...item(3, 2, 3, ['Horror']), ratingDeviation: 1.3 },
    { ...item(4, 0, null, ['Horror']), ratingDeviation: null },
  ];

  it('asks about films that many know and on which they differ', () => {
    expect(ids(onboardingFilms(films, { count: 1 }))).toEqual([2]);
  });

  it('keeps to the wanted genres and never asks about the unrated', () => {
    expect(ids(onboardingFilms(films, { count: 5, genres: ['Horror'] }))).toEqual([3]);
    expect(onboardingFilms([], { count: 5 })).toEqual([]);
  });
});

describe('cold start on data/movielens-small', () => {
  const { films, ratings } = readMovielensSmall();
  const valuesOf = new Map<number, number[]>();
  ratings.items.forEach((id, row) => valuesOf.set(id, [...(valuesOf.get(id) ?? []), ratings.values[row]]));
  const catalogue = [...films.values()].map(({ id, genres }) => {
    const values = valuesOf.get(id) ?? [];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    return {
      ...item(id, values.length, values.length > 0 ? mean : null, [...genres]),
      ratingDeviation: deviation || null,
    };
  });
  const titles = (list: readonly { itemId: number }[]): string[] =>
    list.map(({ itemId }) => films.get(itemId)!.title);

  it('starts everybody with films that everybody knows', () => {
    const top = titles(recommendColdStart(catalogue, { count: 10 }));
    expect(top).toEqual(expect.arrayContaining(['Shawshank Redemption, The (1994)', 'Pulp Fiction (1994)']));
  });

  it('shows well-known films of each wanted genre', () => {
    const list = recommendColdStart(catalogue, { count: 10, genres: ['Horror', 'Romance'] });
    for (const genre of ['Horror', 'Romance']) {
      expect(list.filter(({ matchedGenres }) => matchedGenres.includes(genre)).length).toBeGreaterThanOrEqual(
        4,
      );
    }
    const counts = new Map(catalogue.map(({ itemId, ratingCount }) => [itemId, ratingCount]));
    expect(Math.min(...list.map(({ itemId }) => counts.get(itemId)!))).toBeGreaterThanOrEqual(50);
  });

  it('asks a newcomer about films of many kinds that many have seen', () => {
    const asked = onboardingFilms(catalogue, { count: 20 });
    expect(Math.min(...asked.map(({ ratingCount }) => ratingCount))).toBeGreaterThanOrEqual(50);
    expect(new Set(asked.flatMap(({ genres }) => genres)).size).toBeGreaterThanOrEqual(12);
  });
});
