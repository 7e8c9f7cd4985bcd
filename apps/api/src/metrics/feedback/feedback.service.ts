import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { createHash } from 'node:crypto';
import { Counter } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { events, type RatingChanged } from '../../events.js';
import { writeSplitting } from '../../platform/database/write-splitting.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { RecommendationLogService } from '../recommendation-log.service.js';
import { FeedbackBatchTooLargeError, FeedbackKeyReusedError } from './feedback.errors.js';
import { keyOf, positiveFrom, readFeedback, type FeedbackEvent, type FeedbackResult } from './feedback.js';
import { FeedbackRepository, type PlacedEvent, type ShownList } from './feedback.repository.js';

export const largestFeedbackBatch = 1_000;
/** How long after a list a rating is put down to it. */
export const attributionDays = 7;
const keptBatchesMs = 7 * 86_400_000;
const mostWaiting = 10_000;

/** Takes in what people do with lists: told by callers, or seen as they rate. */
@Injectable()
export class FeedbackService {
  private waiting: (RatingChanged & { at: Date })[] = [];

  constructor(
    private readonly repository: FeedbackRepository,
    private readonly log: RecommendationLogService,
    private readonly logger: Logger,
    @InjectMetric('reco_impressions_total') private readonly impressions: Counter,
    @InjectMetric('reco_clicks_total') private readonly clicks: Counter,
    @InjectMetric('reco_positive_ratings_total') private readonly positives: Counter,
  ) {}

  /**
   * Stores a batch row by row: one that is wrong does not keep the others out. Under the same idempotency key, the same
   * batch changes nothing and gets the same answer.
   *
   * @throws FeedbackBatchTooLargeError, FeedbackKeyReusedError
   */
  async take(given: readonly unknown[], idempotencyKey: string | null): Promise<FeedbackResult[]> {
    if (given.length > largestFeedbackBatch) {
      throw new FeedbackBatchTooLargeError(given.length, largestFeedbackBatch);
    }
    const now = new Date();
    const hash = createHash('sha256').update(JSON.stringify(given)).digest('hex');
    await this.log.flush();
    return this.repository.write(async (manager) => {
      const before =
        idempotencyKey === null ? null : await this.repository.findBatch(manager, idempotencyKey);
      if (before && before.contentHash !== hash) throw new FeedbackKeyReusedError();
      if (before) return before.result as FeedbackResult[];
      const results = await this.record(
        manager,
        given.map((row) => readFeedback(row, now)),
      );
      if (idempotencyKey !== null) await this.repository.saveBatch(manager, idempotencyKey, hash, results);
      return results;
    });
  }

  @OnEvent(events.ratingChanged)
  noteRating(change: RatingChanged): void {
    if (this.waiting.length < mostWaiting) this.waiting.push({ ...change, at: new Date() });
  }

  /** Puts ratings down to the lists that showed their films, beside the requests that brought them. */
  @Interval(1_000)
  async attribute(): Promise<void> {
    if (this.waiting.length === 0) return;
    const changes = this.waiting;
    this.waiting = [];
    try {
      await this.log.flush();
      const refused = await writeSplitting(changes, (some) =>
        this.repository.write((manager) => this.attributeAll(manager, some)),
      );
      for (const { row, error } of refused)
        this.logger.error({
          event: 'rating.not-attributable',
          userId: row.userId,
          movieId: row.movieId,
          err: error,
        });
    } catch (error) {
      this.waiting = [...changes, ...this.waiting].slice(-mostWaiting);
      this.logger.warn({ event: 'ratings.not-attributed', waiting: this.waiting.length, err: error });
    }
  }

  @Interval(3_600_000)
  async forgetBatches(): Promise<void> {
    await this.repository.deleteBatchesBefore(new Date(Date.now() - keptBatchesMs)).catch(() => undefined);
  }

  private async attributeAll(
    manager: EntityManager,
    changes: readonly (RatingChanged & { at: Date })[],
  ): Promise<void> {
    for (const { userId, movieId, rating, at } of changes) {
      if (rating === null) {
        await this.repository.takeRatingBack(manager, userId, movieId);
        continue;
      }
      const since = new Date(at.getTime() - attributionDays * 86_400_000);
      const list = await this.repository.listBehind(manager, userId, movieId, since);
      if (!list) continue;
      const event: FeedbackEvent = {
        type: 'rating',
        movieId,
        recommendationId: list.id,
        userId,
        value: rating,
        at,
      };
      await this.storeAll(manager, [placed(event, list)]);
    }
  }

  private async record(
    manager: EntityManager,
    rows: readonly (FeedbackEvent | string)[],
  ): Promise<FeedbackResult[]> {
    const ids = rows.flatMap((row) =>
      typeof row === 'string' || !row.recommendationId ? [] : [row.recommendationId],
    );
    const lists = ids.length === 0 ? new Map<string, ShownList>() : await this.repository.lists(manager, ids);
    const accepted = new Map<string, PlacedEvent>();
    const results = rows.map((row, index): FeedbackResult & { key?: string } => {
      const fault = typeof row === 'string' ? row : faultOf(row, lists);
      if (typeof row === 'string' || fault !== null) return { index, status: 'rejected', reason: fault };
      const key = keyOf(row);
      if (accepted.has(key)) return { index, status: 'duplicate', reason: null };
      accepted.set(key, placed(row, lists.get(row.recommendationId ?? '') ?? null));
      return { index, status: 'stored', reason: null, key };
    });
    const changed = await this.storeAll(manager, [...accepted.values()]);
    return results.map(({ key, ...result }) =>
      key !== undefined && !changed.has(key) ? { ...result, status: 'duplicate' } : result,
    );
  }

  private async storeAll(manager: EntityManager, given: readonly PlacedEvent[]): Promise<Set<string>> {
    const all = withImpressions(given);
    const changed = await this.repository.store(manager, all);
    for (const event of all) {
      if (!event.list || !changed.has(keyOf(event))) continue;
      const source = { source: event.list.sources[(event.position ?? 1) - 1] ?? 'unknown' };
      if (event.type === 'impression') this.impressions.inc(source);
      if (event.type === 'click') this.clicks.inc(source);
      if (event.type === 'rating' && (event.value ?? 0) >= positiveFrom) this.positives.inc(source);
    }
    return changed;
  }
}

/** Whoever opened or rated a film of a list has seen it there. */
function withImpressions(given: readonly PlacedEvent[]): PlacedEvent[] {
  const all = new Map(given.map((event) => [keyOf(event), event]));
  for (const event of given) {
    if (!event.list || event.type === 'impression') continue;
    const seen: PlacedEvent = { ...event, type: 'impression', value: null };
    if (!all.has(keyOf(seen))) all.set(keyOf(seen), seen);
  }
  return [...all.values()];
}

function placed(event: FeedbackEvent, list: ShownList | null): PlacedEvent {
  const position = list ? list.movieIds.indexOf(event.movieId) + 1 : null;
  return { ...event, userId: event.userId ?? list?.userId ?? null, list, position };
}

function faultOf(event: FeedbackEvent, lists: ReadonlyMap<string, ShownList>): string | null {
  if (event.recommendationId === null) return null;
  const list = lists.get(event.recommendationId);
  if (!list) return `there is no recommendation ${event.recommendationId}`;
  if (!list.movieIds.includes(event.movieId)) return `film ${event.movieId} is not in that recommendation`;
  if (event.userId !== null && list.userId !== null && event.userId !== list.userId) {
    return 'that recommendation was for somebody else';
  }
  return null;
}
