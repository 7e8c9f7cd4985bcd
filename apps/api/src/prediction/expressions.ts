import { compileBoost, compileFilter, ExpressionError, type ItemFacts } from '@marquee/recommender';
import type { CatalogueMovie } from '../ingestion/index.js';
import { InvalidExpressionError } from './prediction.errors.js';

/** What the catalogue knows of films: no tags. */
const fieldNames = ['genre', 'title', 'year', 'averageRating', 'ratingCount', 'movieId'];

/** @throws InvalidExpressionError */
export function filterOf(source: string | null): ((movie: CatalogueMovie) => boolean) | null {
  const passes = source === null ? null : compiled('/filter', () => compileFilter(source, fieldNames));
  return passes && ((movie) => passes(factsOf(movie)));
}

/** @throws InvalidExpressionError */
export function boostOf(source: string | null): ((movie: CatalogueMovie) => number) | null {
  const factor = source === null ? null : compiled('/boost', () => compileBoost(source, fieldNames));
  return factor && ((movie) => factor(factsOf(movie)));
}

function compiled<Result>(pointer: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    if (error instanceof ExpressionError) throw new InvalidExpressionError(pointer, error.message);
    throw error;
  }
}

function factsOf(movie: CatalogueMovie): ItemFacts {
  const { id, title, genres, year, averageRating, ratingCount } = movie;
  return { itemId: id, title, genres, year, averageRating, ratingCount };
}
