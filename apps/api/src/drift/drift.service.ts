import {
  cautiousRules,
  chooseWindows,
  columnDrift,
  datasetDrift,
  driftTests,
  EmptyWindowError,
  evidentlyRules,
  categoricalSample,
  numericSample,
  WindowsOverlapError,
  type DescribedWindow,
  type DriftReport,
  type DriftTestResult,
  type DriftWindows,
  type Sample,
} from '@marquee/drift';
import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { Catalogue, RatingsReader, type CatalogueMovie } from '../ingestion/index.js';
import { Logger } from '../platform/telemetry/logger.js';
import { RegistryService } from '../registry/index.js';
import { DriftSamplesRepository } from './drift-samples.repository.js';
import { NoRatingsToCompareError, WindowsUnusableError } from './drift.errors.js';

/** Which rules judge: Evidently's, or cautious ones that raise fewer false alarms. */
export type Rules = 'cautious' | 'evidently';

export interface DriftRequest {
  rules: Rules;
  /** Days of the current window, counted back from the last rating. */
  windowDays?: number;
  currentFrom?: Date;
  currentTo?: Date;
  referenceFrom?: Date;
  referenceTo?: Date;
}

/** A drift report with what every other suitable test says of each column. */
export interface FullDriftReport extends DriftReport {
  rules: Rules;
  modelVersion: number | null;
  tests: Readonly<Record<string, readonly DriftTestResult[]>>;
}

/** Ratings of each window that are looked at, at the most. */
const sampleSize = 50_000;
const keptReports = 16;
/** What the dashboard shows first, and what the gauges tell. */
const defaultRequest: DriftRequest = { rules: 'cautious' };
const rulesByName = { cautious: cautiousRules, evidently: evidentlyRules };
/** Beside the chosen test, these are computed for every column that they are made for. */
const furtherTests = ['ks', 'wasserstein', 'psi', 'jensen-shannon', 'chi-square'] as const;

/** Compares the ratings that taught the champion with those that came since. */
@Injectable()
export class DriftService {
  private readonly reports = new Map<string, Promise<FullDriftReport>>();

  constructor(
    private readonly samples: DriftSamplesRepository,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly registry: RegistryService,
    private readonly logger: Logger,
    @InjectMetric('reco_drift_score') private readonly score: Gauge,
    @InjectMetric('reco_drift_detected') private readonly detected: Gauge,
    @InjectMetric('reco_drift_share_ratio') private readonly share: Gauge,
  ) {}

  /**
   * The same data and windows give the same report, from memory.
   *
   * @throws NoRatingsToCompareError when there is no rating at all
   * @throws WindowsUnusableError when the windows asked for are empty or share time
   */
  async report(request: DriftRequest): Promise<FullDriftReport> {
    const [revision, champion] = await Promise.all([
      this.ratings.revision(),
      this.registry.championVersion(),
    ]);
    const key = JSON.stringify([revision, champion, request]);
    const kept = this.reports.get(key);
    if (kept) return kept;
    const report = this.compute(request);
    this.reports.set(key, report);
    report.catch(() => this.reports.delete(key));
    for (const oldest of [...this.reports.keys()].slice(0, -keptReports)) this.reports.delete(oldest);
    return report;
  }

  /** Keeps the gauges of the default report true without making every scrape pay for it. */
  @Interval(600_000)
  async updateGauges(): Promise<void> {
    await this.report(defaultRequest).catch((error: unknown) => {
      if (!(error instanceof NoRatingsToCompareError))
        this.logger.warn({ event: 'drift.not-computed', err: error });
    });
  }

  private async compute(request: DriftRequest): Promise<FullDriftReport> {
    const span = await this.samples.span();
    if (!span) throw new NoRatingsToCompareError();
    const champion = await this.registry.championOrNull();
    const trainedThroughMs = champion?.newestRatingAt ? Date.parse(champion.newestRatingAt) : null;
    const facts = {
      firstRatedAtMs: span.first.getTime(),
      lastRatedAtMs: span.last.getTime(),
      trainedThroughMs,
    };
    const windows = windowsFor(facts, request);
    const movies = new Map((await this.catalogue.all()).map((movie) => [movie.id, movie]));
    const reference = await this.columnsOf(windows.reference, movies);
    const current = await this.columnsOf(windows.current, movies);
    const columns = Object.keys(reference.columns).map((column) => ({
      column,
      type: reference.columns[column].kind,
      reference: reference.columns[column],
      current: current.columns[column],
    }));
    const drift = datasetDrift(columns, rulesByName[request.rules]);
    const report: FullDriftReport = {
      drift,
      referenceWindow: { ...windows.reference, rows: reference.rows },
      currentWindow: { ...windows.current, rows: current.rows },
      computedAtMs: Date.now(),
      model: champion ? `${champion.name}, version ${champion.version}` : null,
      modelVersion: champion?.version ?? null,
      rules: request.rules,
      tests: Object.fromEntries(
        columns.map((column) => [
          column.column,
          otherTests(column, rulesByName[request.rules].minimumSampleSize),
        ]),
      ),
    };
    if (isDefault(request)) this.expose(report);
    return report;
  }

  private async columnsOf(
    window: DescribedWindow,
    movies: ReadonlyMap<number, CatalogueMovie>,
  ): Promise<{ rows: number; columns: Record<string, Sample> }> {
    const span = { from: new Date(window.fromMs), to: new Date(window.toMs) };
    const { total, movieIds, ratings } = await this.samples.ratings(span, sampleSize);
    const rated = movieIds.map((id) => movies.get(id));
    return {
      rows: total,
      columns: {
        rating: numericSample(ratings),
        genre: categoricalSample(rated.flatMap((movie) => movie?.genres ?? [])),
        film_popularity: numericSample(
          rated.map((movie) => (movie ? Math.log10(1 + movie.ratingCount) : null)),
        ),
        film_decade: categoricalSample(
          rated.map((movie) => (movie?.year ? `${Math.floor(movie.year / 10) * 10}s` : null)),
        ),
        user_activity: numericSample(await this.samples.ratingsPerUserDay(span, sampleSize, total)),
      },
    };
  }

  private expose({ drift }: FullDriftReport): void {
    this.score.reset();
    this.detected.reset();
    for (const { column, test, score, verdict } of drift.columns) {
      if (score !== null) this.score.set({ column, test }, score);
      this.detected.set({ column }, verdict === 'drift' ? 1 : 0);
    }
    this.share.set(drift.driftedShare);
  }
}

/** Whether a report is the one that gauges tell of: by the default rules, over the windows that are chosen by themselves. */
function isDefault({ rules, ...windows }: DriftRequest): boolean {
  return rules === defaultRequest.rules && Object.values(windows).every((value) => value === undefined);
}

function windowsFor(facts: Parameters<typeof chooseWindows>[0], request: DriftRequest): DriftWindows {
  try {
    return chooseWindows(facts, {
      ...(request.windowDays === undefined ? {} : { currentDays: request.windowDays }),
      ...window('current', request.currentFrom, request.currentTo, facts),
      ...window('reference', request.referenceFrom, request.referenceTo, facts),
    });
  } catch (error) {
    if (error instanceof EmptyWindowError || error instanceof WindowsOverlapError)
      throw new WindowsUnusableError(error.message);
    throw error;
  }
}

/** An end that was not given is the end of the data. */
function window(
  name: 'current' | 'reference',
  from: Date | undefined,
  to: Date | undefined,
  facts: { firstRatedAtMs: number; lastRatedAtMs: number },
): Record<string, { fromMs: number; toMs: number }> {
  if (!from && !to) return {};
  return {
    [name]: {
      fromMs: from?.getTime() ?? facts.firstRatedAtMs,
      toMs: to?.getTime() ?? facts.lastRatedAtMs + 1,
    },
  };
}

function otherTests(
  column: { type: Sample['kind']; reference: Sample; current: Sample },
  minimumSampleSize: number,
): DriftTestResult[] {
  return furtherTests
    .filter((name) => driftTests[name].columnTypes.includes(column.type))
    .map((name) => {
      const { test, statistic, pValue, score, threshold, verdict } = columnDrift(
        column.reference,
        column.current,
        {
          test: name,
          type: column.type,
          minimumSampleSize,
        },
      );
      return { test, statistic, pValue, score, threshold, verdict };
    });
}
