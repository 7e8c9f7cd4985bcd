import { compileBoost, compileFilter, ExpressionError, type ItemFacts } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { Catalogue, type CatalogueMovie } from '../ingestion/index.js';
import { InvalidExpressionError } from './prediction.errors.js';

type TagsOf = ReadonlyMap<number, readonly string[]>;

const fieldNames = ['genre', 'tag', 'title', 'year', 'averageRating', 'ratingCount', 'movieId'];
const noTags: TagsOf = new Map();
/** Tags come by imports only: they are read again after this while. */
const tagsMaxAgeMs = 60_000;

/** Compiles what callers write on films. Tags are read when an expression asks for them. */
@Injectable()
export class Expressions {
  private tags: { read: Promise<TagsOf>; atMs: number } | null = null;

  constructor(private readonly catalogue: Catalogue) {}

  /** @throws InvalidExpressionError */
  async filterOf(source: string | null): Promise<((movie: CatalogueMovie) => boolean) | null> {
    if (source === null) return null;
    const passes = compiled('/filter', () => compileFilter(source, fieldNames));
    const tags = await this.tagsFor(source);
    return (movie) => passes(factsOf(movie, tags));
  }

  /** @throws InvalidExpressionError */
  async boostOf(source: string | null): Promise<((movie: CatalogueMovie) => number) | null> {
    if (source === null) return null;
    const factor = compiled('/boost', () => compileBoost(source, fieldNames));
    const tags = await this.tagsFor(source);
    return (movie) => factor(factsOf(movie, tags));
  }

  private async tagsFor(source: string): Promise<TagsOf> {
    if (!/\btag\b/i.test(source)) return noTags;
    const now = performance.now();
    if (!this.tags || now - this.tags.atMs > tagsMaxAgeMs) {
      const read = this.catalogue.tags();
      this.tags = { read, atMs: now };
      read.catch(() => (this.tags = null));
    }
    return this.tags.read;
  }
}

function compiled<Result>(pointer: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    if (error instanceof ExpressionError) throw new InvalidExpressionError(pointer, error.message);
    throw error;
  }
}

function factsOf(movie: CatalogueMovie, tagsOf: TagsOf): ItemFacts {
  const { id, title, genres, year, averageRating, ratingCount } = movie;
  return { itemId: id, title, genres, tags: tagsOf.get(id), year, averageRating, ratingCount };
}
