import type { Genre } from './api-types';

/** MovieLens' way of saying that a film has no genre. */
const noGenre = '(no genres listed)';

/** Genre names for a choice, the most common first. */
export const genreOptions = (genres: readonly Genre[]) =>
  genres
    .filter(({ genre }) => genre !== noGenre)
    .toSorted((a, b) => b.movieCount - a.movieCount)
    .map(({ genre }) => genre);
