import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { events, type RecommendationServed } from '../events.js';
import { Logger } from '../platform/telemetry/logger.js';
import { RecommendationLogRepository } from './recommendation-log.repository.js';

/** More than this waits only when the database is away; then the oldest are let go. */
const maxWaiting = 20_000;

/** Writes what was served, in batches and beside the requests: an answer never waits for its log entry. */
@Injectable()
export class RecommendationLogService implements BeforeApplicationShutdown {
  private waiting: RecommendationServed[] = [];

  constructor(
    private readonly repository: RecommendationLogRepository,
    private readonly logger: Logger,
  ) {}

  @OnEvent(events.recommendationServed)
  add(served: RecommendationServed): void {
    this.waiting.push(served);
  }

  @Interval(1_000)
  async flush(): Promise<void> {
    const batch = this.waiting;
    if (batch.length === 0) return;
    this.waiting = [];
    try {
      await this.repository.insert(batch);
    } catch (error) {
      this.waiting = [...batch, ...this.waiting].slice(-maxWaiting);
      this.logger.warn({ event: 'recommendations.not-logged', waiting: this.waiting.length, err: error });
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flush();
  }
}
