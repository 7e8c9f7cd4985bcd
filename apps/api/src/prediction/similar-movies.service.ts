import { genreDistance } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { Catalogue, MovieNotFoundError, type CatalogueMovie } from '../ingestion/index.js';
import { ChampionService } from './champion.service.js';

export interface SimilarMovies {
  movieId: number;
  items: { movie: CatalogueMovie; similarity: number; source: 'neighbours' | 'content' }[];
}

@Injectable()
export class SimilarMoviesService {
  constructor(
    private readonly champions: ChampionService,
    private readonly catalogue: Catalogue,
  ) {}

  /** Films that the same people like; where too few people have said so, films of the same kind fill up. */
  async similar(movieId: number, count: number): Promise<SimilarMovies> {
    const movies = await this.catalogue.all();
    const byId = new Map(movies.map((movie) => [movie.id, movie]));
    const movie = byId.get(movieId);
    if (!movie) throw new MovieNotFoundError(movieId);
    const neighbours = (this.champions.current()?.neighbours?.similar(movieId, count) ?? []).flatMap(
      ({ itemId, score }) => {
        const found = byId.get(itemId);
        return found ? [{ movie: found, similarity: score, source: 'neighbours' as const }] : [];
      },
    );
    const taken = new Set([movieId, ...neighbours.map((one) => one.movie.id)]);
    const content = ofTheSameKind(movie, movies, taken, count - neighbours.length);
    return { movieId, items: [...neighbours, ...content] };
  }
}

/** By shared genres (Jaccard); among equals what more people know first. */
function ofTheSameKind(
  movie: CatalogueMovie,
  movies: readonly CatalogueMovie[],
  taken: ReadonlySet<number>,
  count: number,
): SimilarMovies['items'] {
  if (count <= 0) return [];
  return movies
    .filter(({ id }) => !taken.has(id))
    .map((other) => ({
      movie: other,
      similarity: 1 - genreDistance(movie.genres, other.genres),
      source: 'content' as const,
    }))
    .filter(({ similarity }) => similarity > 0)
    .sort(
      (a, b) =>
        b.similarity - a.similarity || b.movie.ratingCount - a.movie.ratingCount || a.movie.id - b.movie.id,
    )
    .slice(0, count);
}
