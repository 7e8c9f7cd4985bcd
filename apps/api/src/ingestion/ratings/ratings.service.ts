import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import {
  events,
  type ArrivedRating,
  type RatingChanged,
  type RatingsArrived,
  type RatingsImported,
} from '../../events.js';
import { toPage, type Page } from '../../platform/http/paging.js';
import { largestId } from '../field-rules.js';
import {
  BatchIdReusedError,
  BatchTooLargeError,
  MovieNotFoundError,
  RatingNotFoundError,
} from '../ingestion.errors.js';
import { decodeIntegers } from '../integer-cursor.js';
import { hashBatch, readBatch } from './rating-batch.js';
import type { BatchResult, RatingRow, RatingView } from './rating.js';
import { RatingsRepository, type RatingPosition } from './ratings.repository.js';

export const largestBatch = 10_000;

/** Ratings: given, corrected, taken back, one by one or many at once. */
@Injectable()
export class RatingsService {
  constructor(
    private readonly repository: RatingsRepository,
    private readonly emitter: EventEmitter2,
  ) {}

  /**
   * Has somebody rate a film; who is unknown becomes known.
   *
   * @param recommendationId  the recommendation that led to it
   * @throws MovieNotFoundError
   */
  async rate(given: RatingRow, recommendationId?: string): Promise<RatingView> {
    const { userId, movieId, rating } = given;
    const now = new Date();
    const ratedAt = given.ratedAt ?? now;
    const arrived = await this.repository.write(async (manager) => {
      const known = await this.repository.knownMovies(manager, [movieId]);
      if (!known.has(movieId)) throw new MovieNotFoundError(movieId);
      const written = await this.repository.upsert(manager, [{ userId, movieId, rating, ratedAt }], now);
      if (recommendationId) await this.repository.rememberSource(manager, userId, movieId, recommendationId);
      return written.arrived;
    });
    this.tellChange({ userId, movieId, rating });
    this.tellArrival(arrived);
    return { userId, movieId, rating, ratedAt: ratedAt.toISOString() };
  }

  /** @throws RatingNotFoundError also where the film or the person does not exist */
  async get(userId: number, movieId: number): Promise<RatingView> {
    const rating = await this.repository.find(userId, movieId);
    if (!rating) throw new RatingNotFoundError(userId, movieId);
    return rating;
  }

  /** @throws MovieNotFoundError, RatingNotFoundError */
  async takeBack(userId: number, movieId: number): Promise<void> {
    await this.repository.write(async (manager) => {
      if (await this.repository.delete(manager, userId, movieId)) return;
      const known = await this.repository.knownMovies(manager, [movieId]);
      throw known.has(movieId) ? new RatingNotFoundError(userId, movieId) : new MovieNotFoundError(movieId);
    });
    this.tellChange({ userId, movieId, rating: null });
  }

  /**
   * Takes what can be taken and says what cannot. A batch that was taken before under the same id gives the same
   * answer and changes nothing.
   *
   * @throws BatchTooLargeError, BatchIdReusedError
   */
  async takeBatch(given: readonly unknown[], batchId?: string): Promise<BatchResult> {
    if (given.length > largestBatch) throw new BatchTooLargeError(given.length, largestBatch);
    const now = new Date();
    const { rows, rejected } = readBatch(given, now.getTime());
    const contentHash = hashBatch(given);
    const { result, changed, arrived } = await this.repository.write(async (manager) => {
      const before = batchId === undefined ? null : await this.repository.findBatch(manager, batchId);
      if (before && batchId !== undefined && before.contentHash !== contentHash)
        throw new BatchIdReusedError(batchId);
      if (before) return { result: before.result, changed: false, arrived: [] };
      const movies = await this.repository.knownMovies(manager, [...new Set(rows.map((row) => row.movieId))]);
      const written = await this.repository.upsert(
        manager,
        rows.filter((row) => movies.has(row.movieId)),
        now,
      );
      const unknown = rows
        .filter((row) => !movies.has(row.movieId))
        .map(({ index, movieId }) => ({ index, reason: `there is no film ${movieId}` }));
      const result = {
        ...written.counts,
        rejected: [...rejected, ...unknown].sort((a, b) => a.index - b.index),
      };
      if (batchId !== undefined) await this.repository.saveBatch(manager, batchId, contentHash, result);
      const { inserted, updated } = written.counts;
      return { result, changed: inserted + updated > 0, arrived: written.arrived };
    });
    if (changed) {
      const told: RatingsImported = { inserted: result.inserted, updated: result.updated };
      this.emitter.emit(events.ratingsImported, told);
      this.tellArrival(arrived);
    }
    return result;
  }

  /** Newest first; nothing for somebody unknown. */
  async newestOf(userId: number, limit: number, cursor?: string): Promise<Page<RatingView>> {
    const after = cursor === undefined ? null : decodePosition(cursor);
    const rows = await this.repository.newestOf(userId, limit + 1, after);
    const page = toPage(rows, limit, (last) => [last.ratedUs, last.movieId]);
    return {
      items: page.items.map(({ userId: user, movieId: movie, rating, ratedAt }) => ({
        userId: user,
        movieId: movie,
        rating,
        ratedAt,
      })),
      nextCursor: page.nextCursor,
    };
  }

  private tellArrival(ratings: readonly ArrivedRating[]): void {
    if (ratings.length === 0) return;
    const told: RatingsArrived = { total: ratings.length, ratings, arrivedAt: new Date() };
    this.emitter.emit(events.ratingsArrived, told);
  }

  private tellChange(change: RatingChanged): void {
    this.emitter.emit(events.ratingChanged, change);
  }
}

function decodePosition(cursor: string): RatingPosition {
  const [ratedUs, movieId] = decodeIntegers(cursor, [Number.MAX_SAFE_INTEGER, largestId]);
  return { ratedUs, movieId };
}
