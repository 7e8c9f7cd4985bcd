import { buildItemNeighbours, Ratings, trainModel, type ItemNeighbours } from '@marquee/recommender';
import type { Catalogue, CatalogueMovie, RatersColumns, RatersReader } from '../ingestion/index.js';
import { Logger } from '../platform/telemetry/logger.js';
import type { ChampionService } from './champion.service.js';
import { Expressions } from './expressions.js';
import { LiveNeighbours } from './live-neighbours.service.js';
import { PersonalRanking } from './personal-ranking.js';
import type { Champion } from './read-model.js';

type Row = [user: number, movie: number, rating: number];

const scale = { min: 0.5, max: 5 };
const columnsOf = (rows: readonly Row[]): RatersColumns => ({
  users: Int32Array.from(rows, ([user]) => user),
  items: Int32Array.from(rows, ([, movie]) => movie),
  values: Float32Array.from(rows, ([, , rating]) => rating),
});
/** Thirty people of two tastes: 1 to 5 are loved by some, 6 to 10 by the others. */
const trained: Row[] = Array.from({ length: 300 }, (_, n): Row => {
  const [user, movie] = [1 + Math.floor(n / 10), 1 + (n % 10)];
  return [user, movie, user % 2 === Number(movie > 5) ? 4.5 : 1.5];
});
const newFilm = 77;

describe('LiveNeighbours', () => {
  let rows: Row[];
  let limits: number[];
  let champion: Champion;
  let movies: CatalogueMovie[];
  let live: LiveNeighbours;
  let ranking: PersonalRanking;

  /** The films as the catalogue would count them. */
  const counted = (): CatalogueMovie[] =>
    [...Array(10).keys(), newFilm - 1].map((before) => {
      const id = before + 1;
      const own = rows.filter(([, movie]) => movie === id);
      const sum = own.reduce((total, [, , rating]) => total + rating, 0);
      const numbers = { ratingCount: own.length, averageRating: own.length > 0 ? sum / own.length : null };
      return {
        id,
        title: `Film ${id}`,
        year: 1999,
        genres: ['Drama'],
        imdbId: null,
        tmdbId: null,
        ...numbers,
      };
    });
  const rate = (...added: Row[]): void => {
    rows = [...rows, ...added];
    movies = counted();
  };
  const neighbours = (): ItemNeighbours => champion.neighbours!;

  beforeEach(() => {
    rows = [...trained];
    movies = counted();
    limits = [];
    const ratings = Ratings.from(columnsOf(trained), scale);
    champion = {
      version: { version: 1 },
      model: trainModel('baseline', ratings, {}, { seed: 1 }),
      neighbours: buildItemNeighbours(ratings, { threads: 1 }),
      itemsInNeighbourOrder: true,
    } as unknown as Champion;
    const champions = {
      current: () => champion,
      replaceNeighbours: (before: ItemNeighbours, after: ItemNeighbours) => {
        expect(before).toBe(champion.neighbours);
        champion = { ...champion, neighbours: after, itemsInNeighbourOrder: false };
      },
    } as unknown as ChampionService;
    const catalogue = {
      all: () => Promise.resolve(movies),
      byId: () => Promise.resolve(new Map(movies.map((movie) => [movie.id, movie]))),
    } as unknown as Catalogue;
    const raters = {
      ratingsOfRaters: (movieId: number, most: number) => {
        const own = new Set(rows.filter(([, movie]) => movie === movieId).map(([user]) => user));
        const read = rows.filter(([user]) => own.has(user));
        limits.push(movieId);
        return Promise.resolve(read.length > most ? null : columnsOf(read));
      },
    } as unknown as RatersReader;
    ranking = new PersonalRanking(champions, catalogue, new Expressions(catalogue));
    live = new LiveNeighbours(champions, ranking, catalogue, raters, new Logger(() => undefined));
  });

  it('follows a rating at once', async () => {
    const before = neighbours().similar(1, 9);
    rate(
      ...[101, 102, 103, 104].flatMap((user): Row[] => [
        [user, 1, 5],
        [user, 9, 5],
        [user, 3, 0.5],
      ]),
    );
    await live.note({ movieId: 1 });
    const after = neighbours().similar(1, 9);
    const scoreOf = (list: typeof before, movie: number) =>
      list.find(({ itemId }) => itemId === movie)?.score ?? 0;
    expect(scoreOf(after, 9)).toBeGreaterThan(scoreOf(before, 9));
  });

  it('finds by their numbers the films that others have rated, and looks at each once', async () => {
    await live.follow();
    expect(limits).toEqual([]);
    rate([101, 2, 5], [101, 7, 5]);
    await live.follow();
    await live.follow();
    expect(limits.sort()).toEqual([2, 7]);
    movies = [...movies];
    await live.follow();
    expect(limits).toHaveLength(2);
  });

  it('takes in a film that is new, and lists and explanations go on to hold', async () => {
    expect(neighbours().similar(newFilm, 5)).toEqual([]);
    rate(...[1, 3, 5, 7].map((user): Row => [user, newFilm, 5]));
    await live.follow();
    expect(neighbours().similar(newFilm, 5).length).toBeGreaterThan(2);
    const view = await ranking.for([{ itemId: 1, rating: 5 }], { boost: null, popularityDebias: 0 });
    expect(view?.ranking.neighbours).toBe(neighbours());
    expect([...view!.ranking.items!.ids]).toEqual([...neighbours().items.ids]);
    expect(view?.request.scorerItems).toBe(champion.model.items);
  });
});
