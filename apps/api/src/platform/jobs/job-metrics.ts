import { Injectable } from '@nestjs/common';
import {
  InjectMetric,
  makeCounterProvider,
  makeGaugeProvider,
  makeHistogramProvider,
} from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import { JobKinds } from './job-kinds.js';
import { JobWatchRepository } from './job-watch.repository.js';

const outcomes = ['succeeded', 'failed', 'cancelled'] as const;

export const jobMetricProviders = [
  makeCounterProvider({
    name: 'reco_jobs_total',
    help: 'Jobs that ended in this process, by kind and outcome.',
    labelNames: ['kind', 'outcome'],
  }),
  makeCounterProvider({
    name: 'reco_job_retries_total',
    help: 'Attempts that failed and were followed by another, by kind of job.',
    labelNames: ['kind'],
  }),
  makeHistogramProvider({
    name: 'reco_job_duration_seconds',
    help: 'Duration of the last attempt of jobs that ended, by kind.',
    labelNames: ['kind'],
    buckets: [0.1, 1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 14_400],
  }),
  makeGaugeProvider({
    name: 'reco_jobs_active',
    help: 'Jobs in the database that wait or run, of all processes, by kind and state.',
    labelNames: ['kind', 'state'],
  }),
  makeGaugeProvider({
    name: 'reco_last_success_timestamp_seconds',
    help: 'When a job of this kind last succeeded, in seconds since 1970.',
    labelNames: ['job'],
  }),
];

/** Numbers on jobs. Kinds are named in the code, so their number is bounded. */
@Injectable()
export class JobMetrics {
  constructor(
    @InjectMetric('reco_jobs_total') private readonly jobs: Counter,
    @InjectMetric('reco_job_retries_total') private readonly retries: Counter,
    @InjectMetric('reco_job_duration_seconds') private readonly duration: Histogram,
    @InjectMetric('reco_jobs_active') private readonly active: Gauge,
    @InjectMetric('reco_last_success_timestamp_seconds') private readonly lastSuccess: Gauge,
    private readonly kinds: JobKinds,
    private readonly watch: JobWatchRepository,
  ) {}

  /** Outcomes begin at nought, so that a first failure counts as an increase. */
  begin(): void {
    for (const kind of this.kinds.names()) {
      for (const outcome of outcomes) this.jobs.inc({ kind, outcome }, 0);
      this.retries.inc({ kind }, 0);
    }
  }

  /** A success outlives the process that had it, and shows in all others. */
  async refreshLastSuccess(): Promise<void> {
    for (const { kind, seconds } of await this.watch.lastSuccesses(this.kinds.names())) {
      this.lastSuccess.set({ job: kind }, seconds);
    }
  }

  ended(kind: string, outcome: (typeof outcomes)[number], seconds: number): void {
    this.jobs.inc({ kind, outcome });
    this.duration.observe({ kind }, seconds);
    if (outcome === 'succeeded') this.lastSuccess.set({ job: kind }, Date.now() / 1000);
  }

  retried(kind: string): void {
    this.retries.inc({ kind });
  }

  async refresh(): Promise<void> {
    await this.refreshLastSuccess();
    const counts = await this.watch.activeCounts();
    this.active.reset();
    for (const kind of this.kinds.names()) {
      for (const state of ['queued', 'running']) this.active.set({ kind, state }, 0);
    }
    for (const { kind, state, count } of counts) this.active.set({ kind, state }, count);
  }
}
