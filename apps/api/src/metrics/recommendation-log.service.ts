import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { EventEmitter2, OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { events, type AlertRaised, type AlertResolved, type RecommendationServed } from '../events.js';
import { Catalogue, RatingsReader } from '../ingestion/index.js';
import { Logger } from '../platform/telemetry/logger.js';
import { judgeList } from './judge-list.js';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { writeSplitting } from '../platform/database/write-splitting.js';
import { HealthService } from '../platform/telemetry/health.service.js';
import { RecommendationLogRepository } from './recommendation-log.repository.js';

/** More than this waits only when the database is away; then the oldest are let go. */
const maxWaiting = 20_000;
/** Lists that are written at once: some 10 ms of judging. */
const batchSize = 500;
const userCountAgeMs = 60_000;
/** Lists that wait for so long are a backlog that somebody should know of. */
const backlogAfterMs = 60_000;
const backlogAlert = 'recommendation-log-backlog';

/** Writes what was served, in batches and beside the requests: an answer never waits for its log entry. */
@Injectable()
export class RecommendationLogService implements BeforeApplicationShutdown {
  private waiting: RecommendationServed[] = [];
  private flushing: Promise<void> | null = null;
  private userCount = { value: 0, atMs: -Infinity };
  /** Since when nothing could be written; null while all is well. */
  private failingSinceMs: number | null = null;
  private isAlerted = false;

  constructor(
    private readonly repository: RecommendationLogRepository,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly logger: Logger,
    private readonly emitter: EventEmitter2,
    health: HealthService,
    @InjectMetric('reco_recommendations_not_logged_total') private readonly notLogged: Counter,
  ) {
    health.register('recommendationLog', () => ({
      status: this.hasBacklog() ? 'down' : 'up',
      critical: false,
      waiting: this.waiting.length,
    }));
  }

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
        const refused = await writeSplitting(batch, async (lists) =>
          this.repository.insert(
            lists.map((one) => ({ ...one, ...judgeList(one.movieIds, byId, userCount) })),
          ),
        );
        for (const { row, error } of refused) this.drop(row.recommendationId, error);
        written += batch.length;
      }
      this.recovered();
    } catch (error) {
      const waiting = [...lists.slice(written), ...this.waiting];
      this.waiting = waiting.slice(-maxWaiting);
      this.notLogged.inc(waiting.length - this.waiting.length);
      this.failingSinceMs ??= performance.now();
      if (this.hasBacklog()) this.alert();
      this.logger.warn({ event: 'recommendations.not-logged', waiting: this.waiting.length, err: error });
    }
  }

  /** A list that the database refuses: kept out, so that those behind it are written. */
  private drop(recommendationId: string, error: unknown): void {
    this.notLogged.inc();
    this.logger.error({ event: 'recommendation.not-storable', recommendationId, err: error });
  }

  private hasBacklog(): boolean {
    return this.failingSinceMs !== null && performance.now() - this.failingSinceMs >= backlogAfterMs;
  }

  private alert(): void {
    if (this.isAlerted) return;
    this.isAlerted = true;
    this.emitter.emit(events.alertRaised, {
      key: backlogAlert,
      severity: 'warning',
      title: 'Served lists cannot be written to the log',
      detail: `${this.waiting.length} lists wait; beyond ${maxWaiting} the oldest are dropped. The log of the process says why.`,
      link: '/quality',
      at: new Date(),
    } satisfies AlertRaised);
  }

  private recovered(): void {
    this.failingSinceMs = null;
    if (!this.isAlerted) return;
    this.isAlerted = false;
    this.emitter.emit(events.alertResolved, { key: backlogAlert, at: new Date() } satisfies AlertResolved);
  }

  private async people(): Promise<number> {
    const now = performance.now();
    if (now - this.userCount.atMs > userCountAgeMs) {
      this.userCount = { value: await this.ratings.userCount(), atMs: now };
    }
    return this.userCount.value;
  }
}
