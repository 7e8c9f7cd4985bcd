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

interface SearchableTitle {
  text: string;
  words: string[];
}

interface Hit {
  movie: CatalogueMovie;
  text: string;
  relevance: number;
}

/** Ratings by which a mean is drawn to the middle, so that one five-star rating is not the best film. */
const shrinkageRatings = 20;

/** Search, filter and order over films in memory: some milliseconds for sixty thousand. */
export class MovieSearch {
  private readonly titles = new Map<string, SearchableTitle>();
  private readonly meanRating: number;

  /** @param previous  a search over an earlier state of the same films, whose work is taken over */
  constructor(
    readonly movies: readonly CatalogueMovie[],
    previous?: MovieSearch,
  ) {
    for (const { title } of movies) {
      this.titles.set(title, previous?.titles.get(title) ?? toSearchable(title));
    }
    this.meanRating = meanOf(movies);
  }

  /** The films that `filter` lets through, in its order; films that compare equal by id. */
  find(filter: MovieFilter): CatalogueMovie[] {
    const query = filter.q === undefined ? [] : searchWords(filter.q);
    if (filter.q?.trim() && query.length === 0) return [];
    const accepts = acceptance(filter);
    const hits: Hit[] = [];
    for (const movie of this.movies) {
      if (!accepts(movie)) continue;
      const { text, words } = this.titles.get(movie.title) ?? toSearchable(movie.title);
      const relevance =
        query.length === 0 ? relevances.exactTitle : relevanceOf(query, text, words, movie.year);
      if (relevance !== null) hits.push({ movie, text, relevance });
    }
    return hits.sort(this.order(filter.sort)).map(({ movie }) => movie);
  }

  private order(sort: MovieSort): (a: Hit, b: Hit) => number {
    const popularity = (a: Hit, b: Hit): number => b.movie.ratingCount - a.movie.ratingCount;
    const byId = (a: Hit, b: Hit): number => a.movie.id - b.movie.id;
    const orders: Record<MovieSort, (a: Hit, b: Hit) => number> = {
      relevance: (a, b) => a.relevance - b.relevance || popularity(a, b),
      popular: popularity,
      rating: (a, b) => this.shrunkMean(b.movie) - this.shrunkMean(a.movie) || popularity(a, b),
      year: (a, b) => (b.movie.year ?? 0) - (a.movie.year ?? 0) || popularity(a, b),
      title: (a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
    };
    return (a, b) => orders[sort](a, b) || byId(a, b);
  }

  /** (n·x̄ + 20·μ) / (n + 20), μ the mean of all ratings. */
  private shrunkMean({ ratingCount, averageRating }: CatalogueMovie): number {
    return (
      (ratingCount * (averageRating ?? 0) + shrinkageRatings * this.meanRating) /
      (ratingCount + shrinkageRatings)
    );
  }
}

function toSearchable(title: string): SearchableTitle {
  const text = searchText(title);
  return { text, words: text.split(' ') };
}

function acceptance({ genre, yearFrom, yearTo }: MovieFilter): (movie: CatalogueMovie) => boolean {
  const wanted = genre?.toLowerCase();
  return ({ genres, year }) =>
    (wanted === undefined || genres.some((own) => own.toLowerCase() === wanted)) &&
    (yearFrom === undefined || (year !== null && year >= yearFrom)) &&
    (yearTo === undefined || (year !== null && year <= yearTo));
}

/** null: it does not fit. The film's year counts as a word of it ("matrix 1999"). */
function relevanceOf(
  query: readonly string[],
  text: string,
  words: readonly string[],
  year: number | null,
): number | null {
  const wanted = query.join(' ');
  if (text === wanted || text === `the ${wanted}` || text === `a ${wanted}`) return relevances.exactTitle;
  if (text.startsWith(wanted) || text.startsWith(`the ${wanted}`)) return relevances.titlePrefix;
  const own = year === null ? words : [...words, String(year)];
  if (query.every((part) => own.some((word) => word.startsWith(part)))) return relevances.wordPrefixes;
  return text.includes(wanted) ? relevances.contains : null;
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
