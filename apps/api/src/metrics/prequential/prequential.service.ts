import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge } from 'prom-client';
import { setTimeout as pause } from 'node:timers/promises';
import { events, type ArrivedRating, type RatingsArrived } from '../../events.js';
import { Catalogue, type CatalogueMovie } from '../../ingestion/index.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { ArrivalQueue, type Arrival } from './arrival-queue.js';
import {
  groupArrivals,
  headOf,
  judgeArrivals,
  roles,
  type JudgedModel,
  type Judgement,
} from './judge-arrivals.js';
import { JudgedModels } from './judged-models.service.js';
import { PrequentialRepository } from './prequential.repository.js';

/** Ratings that wait at the most, and at the most of one import or batch. */
const [capacity, largestSample] = [20_000, 5_000];
/** Ratings whose people are read and judged together. */
const batchSize = 250;
/** Judging holds the event loop for so long at a time, and then leaves it alone for twice as long. */
const sliceMs = 8;
/** Single judgements are kept this long; their sums by day stay. */
export const retentionDays = 30;

/**
 * Predict, then learn: has every rating that arrives be predicted by the champion, and by models in its shadow, from what
 * was known before it. Beside the requests: they never wait for it.
 */
@Injectable()
export class PrequentialService implements BeforeApplicationShutdown {
  private readonly queue = new ArrivalQueue(capacity, largestSample);
  private draining: Promise<void> | null = null;
  private stopping = false;
  private head: { movies: readonly CatalogueMovie[]; films: ReadonlySet<number> } | null = null;

  constructor(
    private readonly models: JudgedModels,
    private readonly repository: PrequentialRepository,
    private readonly catalogue: Catalogue,
    private readonly logger: Logger,
    @InjectMetric('reco_prequential_judged_total') private readonly judged: Counter,
    @InjectMetric('reco_prequential_dropped_total') private readonly dropped: Counter,
    @InjectMetric('reco_prequential_waiting_ratings') private readonly waiting: Gauge,
  ) {
    for (const role of roles) judged.inc({ alias: role }, 0);
  }

  /** Ratings that are not judged yet. */
  get pending(): number {
    return this.queue.length + (this.draining ? 1 : 0);
  }

  @OnEvent(events.ratingsArrived)
  arrive({ ratings, total, arrivedAt }: RatingsArrived): void {
    this.dropped.inc(this.queue.add(ratings, total, arrivedAt));
    this.waiting.set(this.queue.length);
  }

  /** Judges all that wait. */
  @Interval(500)
  async drain(): Promise<void> {
    this.draining ??= this.judgeWaiting().finally(() => (this.draining = null));
    await this.draining;
  }

  /** What the champion would have said of ratings of the past, each from what the person had rated before it. */
  async asOf(ratings: readonly ArrivedRating[]): Promise<number[]> {
    const arrivedAt = new Date();
    // Nothing is liked here, so that no lists are made.
    const arrivals = ratings.map((one) => ({ ...one, rating: 0, arrivedAt }));
    const champion = (await this.models.current()).filter(({ role }) => role === 'champion');
    const predicted: number[] = [];
    for (let i = 0; i < arrivals.length; i += batchSize) {
      const judgements = await this.judge(arrivals.slice(i, i + batchSize), champion);
      predicted.push(...judgements.flatMap((one) => one.predicted ?? []));
    }
    return predicted;
  }

  @Interval(3_600_000)
  async forgetOld(): Promise<void> {
    const before = new Date(Date.now() - retentionDays * 86_400_000);
    await this.repository.deleteBefore(before).catch((error: unknown) => {
      this.logger.warn({ event: 'prequential.not-forgotten', err: error });
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.draining;
  }

  private async judgeWaiting(): Promise<void> {
    while (!this.stopping) {
      const batch = this.queue.take(batchSize);
      const counts = this.queue.takeCounts();
      if (batch.length === 0 && counts.arrived === 0) return;
      try {
        const judgements = await this.judge(batch, await this.models.current());
        if (judgements.length > 0) await this.repository.insert(judgements);
        const judged = judgements.filter(({ role }) => role === 'champion').length;
        await this.repository.count(new Date(), { ...counts, judged });
        for (const { role } of judgements) this.judged.inc({ alias: role });
      } catch (error) {
        this.dropped.inc(batch.length);
        this.logger.warn({ event: 'prequential.not-judged', ratings: batch.length, err: error });
      }
      this.waiting.set(this.queue.length);
    }
  }

  private async judge(batch: readonly Arrival[], models: readonly JudgedModel[]): Promise<Judgement[]> {
    if (models.length === 0 || batch.length === 0) return [];
    const head = await this.headFilms();
    const histories = await this.repository.histories([...new Set(batch.map(({ userId }) => userId))]);
    const judgements: Judgement[] = [];
    let sliceEnds = performance.now() + sliceMs;
    for (const group of groupArrivals(batch)) {
      if (this.stopping) break;
      judgements.push(...judgeArrivals(group, histories.get(group[0].userId) ?? [], models, head));
      if (performance.now() < sliceEnds) continue;
      await pause(2 * sliceMs);
      sliceEnds = performance.now() + sliceMs;
    }
    return judgements;
  }

  private async headFilms(): Promise<ReadonlySet<number>> {
    const movies = await this.catalogue.all();
    if (this.head?.movies !== movies) this.head = { movies, films: headOf(movies) };
    return this.head.films;
  }
}
