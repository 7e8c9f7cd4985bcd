import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { events, type RecommendationServed } from '../events.js';
import { Catalogue, RatingsReader } from '../ingestion/index.js';
import { Logger } from '../platform/telemetry/logger.js';
import { judgeList } from './judge-list.js';
import { RecommendationLogRepository } from './recommendation-log.repository.js';

/** More than this waits only when the database is away; then the oldest are let go. */
const maxWaiting = 20_000;
/** Lists that are written at once: some 10 ms of judging. */
const batchSize = 500;
const userCountAgeMs = 60_000;

/** Writes what was served, in batches and beside the requests: an answer never waits for its log entry. */
@Injectable()
export class RecommendationLogService implements BeforeApplicationShutdown {
  private waiting: RecommendationServed[] = [];
  private flushing: Promise<void> | null = null;
  private userCount = { value: 0, atMs: -Infinity };

  constructor(
    private readonly repository: RecommendationLogRepository,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly logger: Logger,
  ) {}

  @OnEvent(events.recommendationServed)
  add(served: RecommendationServed): void {
    this.waiting.push(served);
  }

  /** Returns when everything that was added before is written, or could not be. */
  @Interval(1_000)
  async flush(): Promise<void> {
    await this.flushing;
    if (this.waiting.length === 0) return;
    this.flushing ??= this.write().finally(() => (this.flushing = null));
    await this.flushing;
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }

  private async write(): Promise<void> {
    const lists = this.waiting;
    this.waiting = [];
    let written = 0;
    try {
      const [byId, userCount] = [await this.catalogue.byId(), await this.people()];
      while (written < lists.length) {
        const batch = lists.slice(written, written + batchSize);
        await this.repository.insert(
          batch.map((one) => ({ ...one, ...judgeList(one.movieIds, byId, userCount) })),
        );
        written += batch.length;
      }
    } catch (error) {
      this.waiting = [...lists.slice(written), ...this.waiting].slice(-maxWaiting);
      this.logger.warn({ event: 'recommendations.not-logged', waiting: this.waiting.length, err: error });
    }
  }

  private async people(): Promise<number> {
    const now = performance.now();
    if (now - this.userCount.atMs > userCountAgeMs) {
      this.userCount = { value: await this.ratings.userCount(), atMs: now };
    }
    return this.userCount.value;
  }
}
