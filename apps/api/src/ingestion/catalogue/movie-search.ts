import { searchText, searchWords } from '../search-text.js';
import type { CatalogueMovie } from './catalogue.js';

export const movieSorts = ['relevance', 'popular', 'rating', 'year', 'title'] as const;
export type MovieSort = (typeof movieSorts)[number];

export interface MovieFilter {
  /** What somebody typed; every word has to be found. */
  q?: string;
  genre?: string;
  yearFrom?: number;
  yearTo?: number;
  sort: MovieSort;
}

/** How a title fits a query, best first. */
const relevances = { exactTitle: 0, titlePrefix: 1, wordPrefixes: 2, contains: 3 } as const;

/** Ratings by which a mean is drawn to the middle, so that one five-star rating is not the best film. */
const shrinkageRatings = 20;

/** The films in one order, and at which place of it each of them is. */
interface Order {
  movies: readonly CatalogueMovie[];
  /** By position in the catalogue. */
  places: Int32Array;
}

/**
 * Search, filter and order over films in memory: a few milliseconds for ninety thousand. Orders are made once; a search
 * reads the titles one after the other as they lie in memory and sorts no more than what it has found.
 */
export class MovieSearch {
  private readonly orders = new Map<MovieSort, Order>();
  private readonly texts: readonly string[];
  private readonly meanRating: number;

  /**
   * @param movies  by id
   * @param previous  a search over an earlier state of the same films, whose work is taken over
   */
  constructor(
    readonly movies: readonly CatalogueMovie[],
    previous?: MovieSearch,
  ) {
    this.texts = previous ? previous.textsFor(movies) : movies.map(({ title }) => searchText(title));
    this.meanRating = meanOf(movies);
  }

  /** The films that `filter` lets through, in its order; films that compare equal by id. */
  find(filter: MovieFilter): readonly CatalogueMovie[] {
    const query = filter.q === undefined ? [] : searchWords(filter.q);
    if (filter.q?.trim() && query.length === 0) return [];
    const order = this.orderBy(filter.sort);
    const accepts = acceptance(filter);
    if (query.length === 0 && accepts === null) return order.movies;
    const relevanceOf = query.length === 0 ? () => relevances.exactTitle : relevanceTo(query);
    const { movies, texts } = this;
    const keys: number[] = [];
    for (let position = 0; position < movies.length; position++) {
      if (accepts !== null && !accepts(movies[position])) continue;
      const relevance = relevanceOf(texts[position], movies[position]);
      if (relevance === null) continue;
      const first = filter.sort === 'relevance' ? relevance : 0;
      keys.push(first * movies.length + order.places[position]);
    }
    return Array.from(Int32Array.from(keys).sort(), (key) => order.movies[key % movies.length]);
  }

  /** Search texts of `movies`; those of films that have kept their title are known. Both lists are by id. */
  private textsFor(movies: readonly CatalogueMovie[]): string[] {
    let at = 0;
    return movies.map(({ id, title }) => {
      while (at < this.movies.length && this.movies[at].id < id) at += 1;
      const known = this.movies.at(at);
      return known?.id === id && known.title === title ? this.texts[at] : searchText(title);
    });
  }

  private orderBy(sort: MovieSort): Order {
    const known = this.orders.get(sort);
    if (known) return known;
    // Equally relevant films come by popularity.
    const order = sort === 'relevance' ? this.orderBy('popular') : this.sorted(this.comparison(sort));
    this.orders.set(sort, order);
    return order;
  }

  /** Sorting is stable, and films begin in the order of their ids. */
  private sorted(compare: (a: number, b: number) => number): Order {
    const positions = this.movies.map((_, position) => position).sort(compare);
    const places = new Int32Array(positions.length);
    positions.forEach((position, place) => (places[position] = place));
    return { movies: positions.map((position) => this.movies[position]), places };
  }

  private comparison(sort: Exclude<MovieSort, 'relevance'>): (a: number, b: number) => number {
    const { movies, texts } = this;
    const popular = (a: number, b: number): number => movies[b].ratingCount - movies[a].ratingCount;
    switch (sort) {
      case 'popular':
        return popular;
      case 'rating':
        return (a, b) => this.shrunkMean(movies[b]) - this.shrunkMean(movies[a]) || popular(a, b);
      case 'year':
        return (a, b) => (movies[b].year ?? 0) - (movies[a].year ?? 0) || popular(a, b);
      case 'title':
        return (a, b) => (texts[a] < texts[b] ? -1 : texts[a] > texts[b] ? 1 : 0);
    }
  }

  /** (n·x̄ + 20·μ) / (n + 20), μ the mean of all ratings. */
  private shrunkMean({ ratingCount, averageRating }: CatalogueMovie): number {
    return (
      (ratingCount * (averageRating ?? 0) + shrinkageRatings * this.meanRating) /
      (ratingCount + shrinkageRatings)
    );
  }
}

/** null: every film is accepted. */
function acceptance({ genre, yearFrom, yearTo }: MovieFilter): ((movie: CatalogueMovie) => boolean) | null {
  if (genre === undefined && yearFrom === undefined && yearTo === undefined) return null;
  const wanted = genre?.toLowerCase();
  return ({ genres, year }) =>
    (yearFrom === undefined || (year !== null && year >= yearFrom)) &&
    (yearTo === undefined || (year !== null && year <= yearTo)) &&
    (wanted === undefined || genres.some((own) => own.toLowerCase() === wanted));
}

/**
 * How well a title fits: null when it does not. Words are found by their beginnings; the film's year counts as a word of
 * the title ("matrix 1999").
 */
function relevanceTo(
  query: readonly string[],
): (text: string, movie: Pick<CatalogueMovie, 'year'>) => number | null {
  const wanted = query.join(' ');
  const isNumber = query.map((word) => /^\d{1,4}$/.test(word));
  return (text, movie) => {
    const begins = (word: string, index: number): boolean =>
      text.startsWith(word) ||
      text.includes(` ${word}`) ||
      (isNumber[index] && String(movie.year).startsWith(word));
    if (!query.every(begins)) return text.includes(wanted) ? relevances.contains : null;
    const bare = text.replace(/^(?:the|a) /, '');
    if (text === wanted || bare === wanted) return relevances.exactTitle;
    return text.startsWith(wanted) || bare.startsWith(wanted)
      ? relevances.titlePrefix
      : relevances.wordPrefixes;
  };
}

function meanOf(movies: readonly CatalogueMovie[]): number {
  let count = 0;
  let sum = 0;
  for (const { ratingCount, averageRating } of movies) {
    count += ratingCount;
    sum += ratingCount * (averageRating ?? 0);
  }
  return count === 0 ? 0 : sum / count;
}
