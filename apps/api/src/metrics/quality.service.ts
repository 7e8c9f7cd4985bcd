import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { Catalogue, RatingsReader } from '../ingestion/index.js';
import { HttpMetrics } from '../platform/telemetry/http-metrics.js';
import { RegistryService } from '../registry/index.js';
import { judgeServed, type ServedQuality } from './quality.js';
import { RecommendationLogRepository } from './recommendation-log.repository.js';
import { RecommendationLogService } from './recommendation-log.service.js';

/** Lists that are judged at the most: the newest. */
const maxJudged = 10_000;

export interface QualityReport {
  window: { from: string; to: string; judged: number };
  /** Of this process, since it started. */
  requests: number;
  errorRate: number;
  served: number;
  quality: ServedQuality;
  byModel: {
    modelVersion: number | null;
    strategy: string;
    recommendations: number;
    meanLatencyMs: number;
  }[];
  model: { kind: string; version: number; metrics: Record<string, number> } | null;
}

/** Quality of what was really served, over a window of time. */
@Injectable()
export class QualityService {
  constructor(
    private readonly log: RecommendationLogRepository,
    private readonly writer: RecommendationLogService,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly registry: RegistryService,
    private readonly http: HttpMetrics,
    @InjectMetric('reco_catalog_coverage_ratio') private readonly coverage: Gauge,
    @InjectMetric('reco_served_diversity_ratio') private readonly diversity: Gauge,
    @InjectMetric('reco_served_novelty') private readonly novelty: Gauge,
    @InjectMetric('reco_eval_metric') private readonly evaluation: Gauge,
  ) {}

  async report(windowDays: number): Promise<QualityReport> {
    await this.writer.flush();
    const to = new Date();
    const from = new Date(to.getTime() - windowDays * 86_400_000);
    const [served, count, movies, userCount, champion] = await Promise.all([
      this.log.since(from, maxJudged),
      this.log.countSince(from),
      this.catalogue.all(),
      this.ratings.userCount(),
      this.registry.championOrNull(),
    ]);
    const { requests, serverErrors } = this.http.counts();
    return {
      window: { from: from.toISOString(), to: to.toISOString(), judged: served.length },
      requests,
      errorRate: requests === 0 ? 0 : serverErrors / requests,
      served: count,
      quality: judgeServed(served, movies, userCount),
      byModel: groupByModel(served),
      model: champion && { kind: champion.kind, version: champion.version, metrics: champion.metrics },
    };
  }

  /** Keeps the gauges fresh without making every scrape pay for it. */
  @Interval(60_000)
  async updateGauges(): Promise<void> {
    const report = await this.report(1).catch(() => null);
    if (!report) return;
    this.coverage.set(report.quality.catalogCoverage ?? 0);
    this.diversity.set(report.quality.diversity ?? 0);
    this.novelty.set(report.quality.novelty ?? 0);
    this.evaluation.reset();
    if (!report.model) return;
    for (const [metric, value] of Object.entries(report.model.metrics)) {
      this.evaluation.set({ metric, split: 'held-out', model: report.model.kind }, value);
    }
  }
}

function groupByModel(
  served: readonly { modelVersion: number | null; strategy: string; latencyMs: number }[],
): QualityReport['byModel'] {
  const groups = new Map<string, QualityReport['byModel'][number] & { totalMs: number }>();
  for (const { modelVersion, strategy, latencyMs } of served) {
    const key = `${modelVersion}/${strategy}`;
    const group = groups.get(key) ?? {
      modelVersion,
      strategy,
      recommendations: 0,
      meanLatencyMs: 0,
      totalMs: 0,
    };
    group.recommendations += 1;
    group.totalMs += latencyMs;
    groups.set(key, group);
  }
  return [...groups.values()]
    .map(({ totalMs, ...group }) => ({ ...group, meanLatencyMs: totalMs / group.recommendations }))
    .sort((a, b) => b.recommendations - a.recommendations);
}
