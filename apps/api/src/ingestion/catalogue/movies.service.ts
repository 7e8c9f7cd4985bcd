import { Injectable } from '@nestjs/common';
import { encodeCursor, type Page } from '../../platform/http/paging.js';
import { countBySteps, largestId } from '../field-rules.js';
import { yearOfTitle } from '../formats/movie-title.js';
import { MovieNotFoundError } from '../ingestion.errors.js';
import { decodeIntegers } from '../integer-cursor.js';
import { Catalogue, type CatalogueMovie } from './catalogue.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { MovieSearch, type MovieFilter } from './movie-search.js';
import { MoviesRepository } from './movies.repository.js';

export interface MovieDetails extends CatalogueMovie {
  ratingDistribution: { rating: number; count: number }[];
  tags: { tag: string; count: number }[];
}

/** Films: looked for, looked at, added. */
@Injectable()
export class MoviesService {
  private searching = new MovieSearch([]);

  constructor(
    private readonly catalogue: Catalogue,
    private readonly current: CatalogueRepository,
    private readonly repository: MoviesRepository,
  ) {}

  /** @throws ValidationFailedError when the cursor is none of this list */
  async search(
    { externalId, ...filter }: MovieFilter & { externalId?: string },
    limit: number,
    cursor?: string,
  ): Promise<Page<CatalogueMovie>> {
    const matching = (await this.upToDate()).find(filter);
    const found =
      externalId === undefined ? matching : matching.filter((movie) => movie.externalId === externalId);
    const start = cursor === undefined ? 0 : positionAfter(found, cursor);
    const items = found.slice(start, start + limit);
    const end = start + items.length;
    const last = items.at(-1);
    return { items, nextCursor: last && end < found.length ? encodeCursor([end, last.id]) : null };
  }

  /** @throws MovieNotFoundError */
  async details(id: number): Promise<MovieDetails> {
    const [movie, counts, tags] = await Promise.all([
      this.current.find(id),
      this.repository.ratingCounts(id),
      this.repository.tags(id),
    ]);
    if (!movie) throw new MovieNotFoundError(id);
    return {
      ...movie,
      ratingDistribution: [...countBySteps(counts)].map(([rating, count]) => ({ rating, count })),
      tags,
    };
  }

  async create(movie: { title: string; year?: number; genres?: readonly string[] }): Promise<CatalogueMovie> {
    const title = movie.title.trim();
    const genres = [...new Set((movie.genres ?? []).map((genre) => genre.trim()))];
    const id = await this.repository.create({ title, year: movie.year ?? yearOfTitle(title), genres });
    this.catalogue.suspectChange();
    const created = await this.current.find(id);
    if (!created) throw new MovieNotFoundError(id);
    return created;
  }

  /** By name; films without a genre are in none. */
  async genres(): Promise<{ genre: string; movieCount: number }[]> {
    const counts = new Map<string, number>();
    for (const { genres } of await this.catalogue.all()) {
      for (const genre of genres) counts.set(genre, (counts.get(genre) ?? 0) + 1);
    }
    return [...counts]
      .map(([genre, movieCount]) => ({ genre, movieCount }))
      .sort((a, b) => a.genre.localeCompare(b.genre, 'en'));
  }

  private async upToDate(): Promise<MovieSearch> {
    const movies = await this.catalogue.all();
    if (movies !== this.searching.movies) this.searching = new MovieSearch(movies, this.searching);
    return this.searching;
  }
}

/** Behind the last film that was seen, even where the order has changed since. */
function positionAfter(found: readonly CatalogueMovie[], cursor: string): number {
  const [position, lastId] = decodeIntegers(cursor, [largestId, largestId]);
  const at = found.findIndex(({ id }) => id === lastId);
  return at === -1 ? position : at + 1;
}
