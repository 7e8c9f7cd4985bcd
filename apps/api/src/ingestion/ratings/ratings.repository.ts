import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ArrivedRating } from '../../events.js';
import type { BatchResult, RatingRow, RatingView, WriteCounts } from './rating.js';

interface StoredRating {
  user_id: number;
  movie_id: number;
  rating: number;
  rated_at: Date;
  /** Microseconds since 1970. */
  rated_us: string;
}

/** The last rating of a page, by which the next begins. */
export interface RatingPosition {
  ratedUs: number;
  movieId: number;
}

/** Writes ratings; the triggers of the table keep statistics and revision. */
@Injectable()
export class RatingsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Everything in one transaction that no other writer of ratings runs beside: what `work` reads is still so when it
   * writes.
   */
  write<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      // In the order in which an import locks them, so that the two wait for each other and not both for ever.
      await manager.query('LOCK TABLE users, ratings IN ROW EXCLUSIVE MODE');
      await manager.query('SELECT FROM data_changes FOR UPDATE');
      return work(manager);
    });
  }

  /** Which of `movieIds` are films. */
  async knownMovies(manager: EntityManager, movieIds: readonly number[]): Promise<Set<number>> {
    const rows = await manager.query<{ id: number }[]>('SELECT id FROM movies WHERE id = ANY ($1)', [
      movieIds,
    ]);
    return new Set(rows.map(({ id }) => id));
  }

  /**
   * Inserts new pairs, corrects known ones, adds people who are new.
   *
   * @param rows  every pair once, of films that exist
   * @param now  for rows without a time
   * @returns counts, and the pairs that are new
   */
  async upsert(
    manager: EntityManager,
    rows: readonly RatingRow[],
    now: Date,
  ): Promise<{ counts: WriteCounts; arrived: ArrivedRating[] }> {
    const columns = [
      rows.map(({ userId }) => userId),
      rows.map(({ movieId }) => movieId),
      rows.map(({ rating }) => rating),
      rows.map(({ ratedAt }) => ratedAt),
    ];
    await manager.query(
      'INSERT INTO users (id) SELECT DISTINCT unnest($1::int[]) ON CONFLICT DO NOTHING',
      columns.slice(0, 1),
    );
    const written = await manager.query<(ArrivedRating & { inserted: boolean })[]>(
      `INSERT INTO ratings (user_id, movie_id, rating, rated_at)
       SELECT user_id, movie_id, given.rating, coalesce(given.rated_at, $5)
       FROM unnest($1::int[], $2::int[], $3::real[], $4::timestamptz[]) AS given (user_id, movie_id, rating, rated_at)
       LEFT JOIN ratings AS known USING (user_id, movie_id)
       WHERE known.rating IS NULL OR known.rating <> given.rating OR known.rated_at <> given.rated_at
       ORDER BY user_id, movie_id
       ON CONFLICT (user_id, movie_id) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at
       RETURNING user_id AS "userId", movie_id AS "movieId", rating, rated_at AS "ratedAt", xmax = 0 AS inserted`,
      [...columns, now],
    );
    const arrived = written
      .filter(({ inserted }) => inserted)
      .map(({ userId, movieId, rating, ratedAt }) => ({ userId, movieId, rating, ratedAt }));
    const inserted = arrived.length;
    const counts = { inserted, updated: written.length - inserted, unchanged: rows.length - written.length };
    return { counts, arrived };
  }

  async rememberSource(
    manager: EntityManager,
    userId: number,
    movieId: number,
    recommendationId: string,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO rating_sources (user_id, movie_id, recommendation_id) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, movie_id) DO UPDATE SET recommendation_id = excluded.recommendation_id`,
      [userId, movieId, recommendationId],
    );
  }

  /** @returns whether there was one */
  async delete(manager: EntityManager, userId: number, movieId: number): Promise<boolean> {
    await manager.query('DELETE FROM rating_sources WHERE user_id = $1 AND movie_id = $2', [userId, movieId]);
    const [gone] = await manager.query<[{ movie_id: number }[], number]>(
      'DELETE FROM ratings WHERE user_id = $1 AND movie_id = $2 RETURNING movie_id',
      [userId, movieId],
    );
    return gone.length > 0;
  }

  /** What a batch of this id gave before. */
  async findBatch(
    manager: EntityManager,
    id: string,
  ): Promise<{ contentHash: string; result: BatchResult } | null> {
    const rows = await manager.query<{ content_hash: string; result: BatchResult }[]>(
      'SELECT content_hash, result FROM rating_batches WHERE id = $1',
      [id],
    );
    return rows[0] ? { contentHash: rows[0].content_hash, result: rows[0].result } : null;
  }

  async saveBatch(
    manager: EntityManager,
    id: string,
    contentHash: string,
    result: BatchResult,
  ): Promise<void> {
    await manager.query('INSERT INTO rating_batches (id, content_hash, result) VALUES ($1, $2, $3)', [
      id,
      contentHash,
      JSON.stringify(result),
    ]);
  }

  /** What `userId` gave `movieId`, or null. */
  async find(userId: number, movieId: number): Promise<RatingView | null> {
    const [row] = await this.dataSource.query<Omit<StoredRating, 'rated_us'>[]>(
      'SELECT user_id, movie_id, rating, rated_at FROM ratings WHERE user_id = $1 AND movie_id = $2',
      [userId, movieId],
    );
    return row ? toView(row) : null;
  }

  /** Newest first; of one moment by film. */
  async newestOf(
    userId: number,
    limit: number,
    after: RatingPosition | null,
  ): Promise<(RatingView & RatingPosition)[]> {
    const rows = await this.dataSource.query<StoredRating[]>(
      `SELECT user_id, movie_id, rating, rated_at, (extract(epoch FROM rated_at) * 1000000)::bigint AS rated_us
       FROM ratings
       WHERE user_id = $1 AND ($2::bigint IS NULL
         OR (extract(epoch FROM rated_at) * 1000000)::bigint < $2
         OR ((extract(epoch FROM rated_at) * 1000000)::bigint = $2 AND movie_id > $3))
       ORDER BY rated_at DESC, movie_id LIMIT $4`,
      [userId, after?.ratedUs ?? null, after?.movieId ?? 0, limit],
    );
    return rows.map((row) => ({ ...toView(row), ratedUs: Number(row.rated_us) }));
  }
}

function toView({ user_id, movie_id, rating, rated_at }: Omit<StoredRating, 'rated_us'>): RatingView {
  return { userId: user_id, movieId: movie_id, rating, ratedAt: rated_at.toISOString() };
}
