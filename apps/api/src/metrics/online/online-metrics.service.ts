import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Catalogue } from '../../ingestion/index.js';
import { AppConfig } from '../../platform/config/app-config.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { RecommendationLogRepository } from '../recommendation-log.repository.js';
import { RecommendationLogService } from '../recommendation-log.service.js';
import {
  giniIndex,
  onlineDefinitions,
  onlineMetrics,
  type MetricDefinition,
  type OnlineMetrics,
} from './online-metrics.js';
import { OnlineMetricsRepository, type DaySpan, type Grouping } from './online-metrics.repository.js';

export interface OnlineReport extends DaySpan {
  by: Grouping;
  total: OnlineMetrics & { gini: number | null };
  rows: OnlineMetrics[];
  definitions: Readonly<Record<string, MetricDefinition>>;
}

/** Lists that retention deletes in one go. */
const deletedAtOnce = 5_000;

/** Metrics of what was really served, from sums by day. */
@Injectable()
export class OnlineMetricsService {
  constructor(
    private readonly repository: OnlineMetricsRepository,
    private readonly log: RecommendationLogRepository,
    private readonly writer: RecommendationLogService,
    private readonly catalogue: Catalogue,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  async report(span: DaySpan, by: Grouping): Promise<OnlineReport> {
    await this.writer.flush();
    const ofLists = by === 'day' || by === 'model' ? by : null;
    const [movies, places, [allPlaces], [allLists], times, lists, films] = await Promise.all([
      this.catalogue.all(),
      this.repository.places(span, by),
      this.repository.places(span, 'total'),
      this.repository.lists(span, 'total'),
      this.repository.timesByFilm(span),
      ofLists ? this.repository.lists(span, ofLists) : [],
      ofLists ? this.repository.films(span, ofLists) : [],
    ]);
    const coverageOf = (count: number): number | null => (movies.length === 0 ? null : count / movies.length);
    const keys = new Set([...places, ...lists].map(({ key }) => key));
    const find = <T extends { key: string }>(rows: T[], key: string) => rows.find((row) => row.key === key);
    const rows = [...keys].map((key) => {
      const shown = find(films, key)?.films;
      return onlineMetrics(
        key,
        find(places, key),
        find(lists, key),
        shown === undefined ? null : coverageOf(shown),
      );
    });
    const total = onlineMetrics(
      'total',
      allPlaces,
      allLists,
      times.length === 0 ? null : coverageOf(times.length),
    );
    const unevenness = giniIndex(times, movies.length);
    return {
      ...span,
      by,
      total: { ...total, gini: unevenness },
      rows: rows.sort(order(by)),
      definitions: onlineDefinitions,
    };
  }

  /** Deletes what is older than it is to be kept, a few lists at a time. */
  @Interval(3_600_000)
  async retain(): Promise<number> {
    const before = new Date(Date.now() - this.config.recommendationLogDays * 86_400_000);
    let deleted = 0;
    try {
      for (;;) {
        const count = await this.log.deleteBefore(before, deletedAtOnce);
        deleted += count;
        if (count < deletedAtOnce) break;
      }
      await this.repository.deleteFilmsBefore(before.toISOString().slice(0, 10));
      if (deleted > 0) this.logger.info({ event: 'recommendations.deleted', lists: deleted, before });
    } catch (error) {
      this.logger.warn({ event: 'recommendations.not-deleted', err: error });
    }
    return deleted;
  }
}

/** By day and position as they are; models newest first; sources by films. */
function order(by: Grouping): (a: OnlineMetrics, b: OnlineMetrics) => number {
  if (by === 'day') return (a, b) => (a.key < b.key ? -1 : 1);
  if (by === 'position') return (a, b) => Number(a.key) - Number(b.key);
  if (by === 'model') return (a, b) => Number(b.key) - Number(a.key);
  return (a, b) => b.films - a.films;
}
