import { IdIndex, ItemNeighbours } from '@marquee/recommender';
import type { CatalogueMovie } from '../ingestion/index.js';
import { RankingCatalogues } from './ranking-catalogue.js';

const neighbours = new ItemNeighbours(IdIndex.ofDistinct([1, 3]), { min: 0.5, max: 5 }, 1, {
  indices: Int32Array.of(1, 0),
  similarities: Float32Array.of(0.5, 0.5),
});
const film = (id: number, ratingCount: number, genres = ['Drama']): CatalogueMovie => ({
  id,
  title: `Film ${id}`,
  year: 1990,
  genres,
  imdbId: null,
  tmdbId: null,
  ratingCount,
  averageRating: ratingCount === 0 ? null : 4,
});
const byId = (movies: CatalogueMovie[]): Map<number, CatalogueMovie> =>
  new Map(movies.map((movie) => [movie.id, movie]));

describe('RankingCatalogues', () => {
  const movies = [film(1, 10), film(2, 0), film(3, 5)];
  const catalogues = (): RankingCatalogues => new RankingCatalogues();
  const countsOf = ({ priors }: { priors: { counts: Int32Array } }): number[] => [...priors.counts];

  it('has the films of the neighbours first, in their order, and after them the newer ones', () => {
    const catalogue = catalogues().for(neighbours, movies, byId(movies), 0);
    expect([...catalogue.items!.ids]).toEqual([1, 3, 2]);
    expect(countsOf(catalogue)).toEqual([10, 5, 0]);
  });

  it('is prepared once for the same films', () => {
    const kept = catalogues();
    const first = kept.for(neighbours, movies, byId(movies), 0);
    expect(kept.for(neighbours, movies, byId(movies), 60_000)).toBe(first);
  });

  it('follows the numbers of single films at once', () => {
    const kept = catalogues();
    const first = kept.for(neighbours, movies, byId(movies), 0);
    const now = movies.with(1, { ...movies[1], ratingCount: 1, averageRating: 5 });
    const second = kept.for(neighbours, now, byId(now), 1);
    expect(countsOf(second)).toEqual([10, 5, 1]);
    expect(second.genres).toBe(first.genres);
  });

  it('prepares a catalogue that was read anew again only after a while', () => {
    const kept = catalogues();
    kept.for(neighbours, movies, byId(movies), 0);
    const anew = [film(1, 20), film(2, 0), film(3, 5)];
    expect(countsOf(kept.for(neighbours, anew, byId(anew), 9_000))).toEqual([10, 5, 0]);
    expect(countsOf(kept.for(neighbours, anew, byId(anew), 11_000))).toEqual([20, 5, 0]);
  });

  it('takes in a film that was added at once', () => {
    const kept = catalogues();
    kept.for(neighbours, movies, byId(movies), 0);
    const more = [...movies, film(4, 0)];
    expect([...kept.for(neighbours, more, byId(more), 1).items!.ids]).toEqual([1, 3, 2, 4]);
  });
});
