import { Logger } from '../../platform/telemetry/logger.js';
import type { CatalogueRepository } from './catalogue.repository.js';
import { Catalogue, type CatalogueMovie } from './catalogue.js';

const film = (id: number, ratingCount: number): CatalogueMovie => ({
  id,
  title: `Film ${id}`,
  year: 1990,
  genres: ['Drama'],
  imdbId: null,
  tmdbId: null,
  ratingCount,
  averageRating: ratingCount === 0 ? null : 4,
});

describe('Catalogue', () => {
  let stored: CatalogueMovie[];
  let asked: number[][];
  let isAway: boolean;
  let catalogue: Catalogue;

  beforeEach(() => {
    stored = [film(1, 10), film(2, 0)];
    asked = [];
    isAway = false;
    const repository = {
      revisions: () => Promise.resolve({ any: 1, movies: 1 }),
      all: () => Promise.resolve(stored.map((movie) => ({ ...movie }))),
      findMany: (ids: number[]) => {
        asked.push(ids);
        if (isAway) return Promise.reject(new Error('away'));
        return Promise.resolve(stored.filter(({ id }) => ids.includes(id)).map((movie) => ({ ...movie })));
      },
    } as unknown as CatalogueRepository;
    catalogue = new Catalogue(repository, new Logger(() => undefined));
  });

  it('is the same array for as long as nothing changed', async () => {
    expect(await catalogue.all()).toBe(await catalogue.all());
    expect(asked).toEqual([]);
  });

  it('has the numbers of a film that was rated by the very next call, and leaves the others alone', async () => {
    const before = await catalogue.all();
    stored = [film(1, 11), film(2, 1)];
    catalogue.noteRating({ movieId: 2 });
    catalogue.noteRating({ movieId: 2 });
    const after = await catalogue.all();
    expect(after.map(({ ratingCount }) => ratingCount)).toEqual([10, 1]);
    expect(after[0]).toBe(before[0]);
    expect(after[1].genres).toBe(before[1].genres);
    expect((await catalogue.byId()).get(2)).toBe(after[1]);
    expect(asked).toEqual([[2]]);
  });

  it('answers with what it has when the film cannot be read, and reads it later', async () => {
    await catalogue.all();
    stored = [film(1, 10), film(2, 1)];
    isAway = true;
    catalogue.noteRating({ movieId: 2 });
    expect((await catalogue.all())[1].ratingCount).toBe(0);
    isAway = false;
    expect((await catalogue.all())[1].ratingCount).toBe(1);
  });
});
