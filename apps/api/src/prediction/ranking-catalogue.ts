import {
  GenreVectors,
  IdIndex,
  itemPriors,
  type ItemNeighbours,
  type RankingCatalogue,
} from '@marquee/recommender';
import type { CatalogueMovie } from '../ingestion/index.js';

/** Of a catalogue that was read anew; films that were added and single films that changed are followed at once. */
const maxAgeMs = 10_000;
/** More changed films than these are a catalogue that was read anew. */
const fewChanges = 100;

interface Prepared {
  catalogue: RankingCatalogue & { items: IdIndex };
  movies: readonly CatalogueMovie[];
  at: number;
}

/** What ranking needs of the catalogue, the champion's films first, then the newer; prepared once for many requests. */
export class RankingCatalogues {
  private prepared: Prepared | null = null;

  /** @param now  a clock in milliseconds */
  for(
    neighbours: ItemNeighbours,
    movies: readonly CatalogueMovie[],
    byId: ReadonlyMap<number, CatalogueMovie>,
    now: number,
  ): RankingCatalogue {
    const kept = this.prepared;
    if (kept?.catalogue.neighbours === neighbours) {
      if (kept.movies === movies) return kept.catalogue;
      const changed = changesOf(kept.movies, movies);
      if (changed) return (this.prepared = { ...updated(kept, byId), movies }).catalogue;
      const sameFilms = kept.movies.length === movies.length;
      if (sameFilms && now - kept.at < maxAgeMs) return kept.catalogue;
    }
    this.prepared = { catalogue: prepare(neighbours, movies, byId), movies, at: now };
    return this.prepared.catalogue;
  }
}

/** Whether the same films are there and only the numbers of a few have changed. */
function changesOf(before: readonly CatalogueMovie[], now: readonly CatalogueMovie[]): boolean {
  if (before.length !== now.length) return false;
  let changes = 0;
  for (let at = 0; at < now.length; at++) {
    if (before[at] === now[at]) continue;
    if (before[at].id !== now[at].id || before[at].genres !== now[at].genres) return false;
    if (++changes > fewChanges) return false;
  }
  return true;
}

/** The same films with the numbers of this moment. */
function updated(kept: Prepared, byId: ReadonlyMap<number, CatalogueMovie>): Prepared {
  const { catalogue } = kept;
  return { ...kept, catalogue: { ...catalogue, priors: priorsOf(catalogue.items, byId) } };
}

function prepare(
  neighbours: ItemNeighbours,
  movies: readonly CatalogueMovie[],
  byId: ReadonlyMap<number, CatalogueMovie>,
): Prepared['catalogue'] {
  const known = neighbours.items;
  const newer = movies.filter(({ id }) => !known.has(id)).map(({ id }) => id);
  const items = IdIndex.ofDistinct([...known.ids, ...newer]);
  const genres = GenreVectors.from(Array.from(items.ids, (id) => byId.get(id)?.genres ?? []));
  return { neighbours, items, genres, priors: priorsOf(items, byId) };
}

function priorsOf(items: IdIndex, byId: ReadonlyMap<number, CatalogueMovie>): RankingCatalogue['priors'] {
  const counts = new Int32Array(items.size);
  const means = new Float64Array(items.size);
  items.ids.forEach((id, item) => {
    const movie = byId.get(id);
    counts[item] = movie?.ratingCount ?? 0;
    means[item] = movie?.averageRating ?? 0;
  });
  return itemPriors(counts, means);
}

/** Whether two indices give every item the same place, so that arrays by one can be read by the other. */
export function sameOrder(a: IdIndex, b: IdIndex): boolean {
  return a === b || (a.size === b.size && a.ids.every((id, index) => id === b.ids[index]));
}
