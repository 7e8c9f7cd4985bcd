import type { ItemContent } from '@marquee/recommender';
import type { FilmContent } from './training-messages.js';

/** What models may ask about the films of the catalogue; of any other film nothing is known. */
export function itemContent(films: readonly FilmContent[]): ItemContent {
  const byId = new Map(films.map((film) => [film.id, film]));
  return {
    genresOf: (movieId) => byId.get(movieId)?.genres ?? [],
    tagsOf: (movieId) => byId.get(movieId)?.tags ?? [],
    yearOf: (movieId) => byId.get(movieId)?.year ?? null,
    itemIds: Int32Array.from(films, ({ id }) => id),
  };
}
