import {
  GenreVectors,
  itemPriors,
  type IdIndex,
  type ItemNeighbours,
  type RankingCatalogue,
} from '@marquee/recommender';
import type { CatalogueMovie } from '../ingestion/index.js';

/** Rating counts move with every rating; ranking needs them roughly. */
const maxAgeMs = 10_000;

/** What ranking needs of the catalogue, by the champion's item index; prepared once for many requests. */
export class RankingCatalogues {
  private prepared: { catalogue: RankingCatalogue; movies: readonly CatalogueMovie[]; at: number } | null =
    null;

  /** @param now  a clock in milliseconds */
  for(
    neighbours: ItemNeighbours,
    movies: readonly CatalogueMovie[],
    byId: ReadonlyMap<number, CatalogueMovie>,
    now: number,
  ): RankingCatalogue {
    const kept = this.prepared;
    const fresh = kept && (kept.movies === movies || now - kept.at < maxAgeMs);
    if (kept && fresh && kept.catalogue.neighbours === neighbours) return kept.catalogue;
    const catalogue = prepare(neighbours, byId);
    this.prepared = { catalogue, movies, at: now };
    return catalogue;
  }
}

function prepare(neighbours: ItemNeighbours, byId: ReadonlyMap<number, CatalogueMovie>): RankingCatalogue {
  const { items } = neighbours;
  const movies = Array.from({ length: items.size }, (_, index) => byId.get(items.idAt(index)));
  return {
    neighbours,
    priors: itemPriors(
      movies.map((movie) => movie?.ratingCount ?? 0),
      movies.map((movie) => movie?.averageRating ?? 0),
    ),
    genres: GenreVectors.from(movies.map((movie) => movie?.genres ?? [])),
  };
}

/** Whether two indices give every item the same place, so that arrays by one can be read by the other. */
export function sameOrder(a: IdIndex, b: IdIndex): boolean {
  return a === b || (a.size === b.size && a.ids.every((id, index) => id === b.ids[index]));
}
