import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { RatingsReader } from '../ingestion/index.js';
import { AppConfig } from '../platform/config/app-config.js';
import { DomainError } from '../platform/http/domain-error.js';
import { Logger } from '../platform/telemetry/logger.js';
import { DriftReportsService } from './drift-reports.service.js';
import { DriftService } from './drift.service.js';

/** Has reports made when time has passed or ratings have come, and the gauges tell of the last one in every process. */
@Injectable()
export class DriftWatch {
  private exposed: string | null = null;

  constructor(
    private readonly reports: DriftReportsService,
    private readonly drift: DriftService,
    private readonly ratings: RatingsReader,
    private readonly config: AppConfig,
    private readonly logger: Logger,
    @InjectMetric('reco_drift_multivariate_auc') private readonly auc: Gauge,
    @InjectMetric('reco_harm_excess_ratio') private readonly excess: Gauge,
    @InjectMetric('reco_drift_report_timestamp_seconds') private readonly reportedAt: Gauge,
  ) {}

  @Interval(20_000)
  async watch(): Promise<void> {
    if (!this.config.schedules) return;
    try {
      if (await this.isDue()) await this.reports.start('schedule');
    } catch (error) {
      const expected =
        error instanceof DomainError && ['job-already-running', 'not-enough-data'].includes(error.code);
      if (!expected) this.logger.warn({ event: 'drift.not-watched', err: error });
    }
  }

  @Interval(10_000)
  async updateGauges(): Promise<void> {
    const latest = await this.reports.latest().catch(() => null);
    if (!latest || latest.id === this.exposed) return;
    this.exposed = latest.id;
    this.drift.expose(latest.findings);
    this.auc.set(latest.findings.multivariate.auc ?? NaN);
    this.excess.set(latest.harm.online?.excess ?? NaN);
    this.reportedAt.set(Date.parse(latest.createdAt) / 1000);
  }

  /** Never before there is a champion; then at once, and again after the hours or the ratings that the policy names. */
  private async isDue(): Promise<boolean> {
    const { settings } = await this.reports.getPolicy();
    if (!settings.enabled) return false;
    const [latest, ratings] = await Promise.all([this.reports.latest(), this.ratings.count()]);
    if (ratings === 0) return false;
    if (!latest) return true;
    const hours = (Date.now() - Date.parse(latest.createdAt)) / 3_600_000;
    return hours >= settings.reportEveryHours || ratings - latest.ratingCount >= settings.reportEveryRatings;
  }
}
