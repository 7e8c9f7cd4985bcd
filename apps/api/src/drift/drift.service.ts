import {
  chooseWindows,
  EmptyWindowError,
  WindowsOverlapError,
  type DescribedWindow,
  type DriftWindows,
} from '@marquee/drift';
import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import { Catalogue, RatingsReader } from '../ingestion/index.js';
import { OnlineErrorService } from '../metrics/index.js';
import { RegistryService, type ModelVersion } from '../registry/index.js';
import { cohortDrift } from './cohort-drift.js';
import type { ComparisonTask, Rules } from './drift-comparison.js';
import type { DriftFindings } from './drift-findings.js';
import { compareInThread } from './drift-thread.js';
import { NoRatingsToCompareError, WindowsUnusableError } from './drift.errors.js';
import { ReferenceCache } from './reference-cache.js';
import { jointRows, watchedColumns, type Movies } from './watched-columns.js';
import { windowFacts } from './window-facts.js';
import { peopleIn, type WindowSample } from './window-sample.js';
import { WindowSamplesRepository } from './window-samples.repository.js';

export interface DriftRequest {
  rules: Rules;
  /** Days of the current window, counted back from the last rating. */
  windowDays?: number;
  /** Or its number of ratings, the last ones. */
  windowRatings?: number;
  currentFrom?: Date;
  currentTo?: Date;
  referenceFrom?: Date;
  referenceTo?: Date;
}

/** Ratings of each window that are looked at, of them as rows of all columns together, and predicted by the champion. */
const [sampleSize, jointSize, predictedSize] = [20_000, 1_500, 500];
const servedLists = 2_000;
const keptReports = 16;
const dayMs = 86_400_000;
/** By the cautious rules, a current window with less is not judged. */
export const fewestRatings = 100;
export const fewestPeople = 20;

/** Compares the ratings that taught the champion with those that came since. */
@Injectable()
export class DriftService {
  private readonly reports = new Map<string, Promise<DriftFindings>>();

  constructor(
    private readonly samples: WindowSamplesRepository,
    private readonly references: ReferenceCache,
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly registry: RegistryService,
    private readonly online: OnlineErrorService,
    @InjectMetric('reco_drift_score') private readonly score: Gauge,
    @InjectMetric('reco_drift_detected') private readonly detected: Gauge,
    @InjectMetric('reco_drift_effect') private readonly effect: Gauge,
    @InjectMetric('reco_drift_share_ratio') private readonly share: Gauge,
  ) {}

  /**
   * The same data and windows give the same findings, from memory.
   *
   * @throws NoRatingsToCompareError when there is no rating at all
   * @throws WindowsUnusableError when the windows asked for are empty or share time
   */
  async report(request: DriftRequest): Promise<DriftFindings> {
    const [revision, champion] = await Promise.all([
      this.ratings.revision(),
      this.registry.championVersion(),
    ]);
    const key = JSON.stringify([revision, champion, this.online.pending, request]);
    const kept = this.reports.get(key);
    if (kept) return kept;
    const report = this.compute(request);
    this.reports.set(key, report);
    report.catch(() => this.reports.delete(key));
    for (const oldest of [...this.reports.keys()].slice(0, -keptReports)) this.reports.delete(oldest);
    return report;
  }

  /** Has the gauges tell of these findings. */
  expose({ drift }: Pick<DriftFindings, 'drift'>): void {
    for (const gauge of [this.score, this.detected, this.effect]) gauge.reset();
    for (const { column, test, score, verdict, effectSize } of drift.columns) {
      if (score !== null) this.score.set({ column, test }, score);
      if (effectSize !== null) this.effect.set({ column }, effectSize.value);
      this.detected.set({ column }, verdict === 'drift' ? 1 : 0);
    }
    this.share.set(drift.driftedShare);
  }

  private async compute(request: DriftRequest): Promise<DriftFindings> {
    const span = await this.samples.span();
    if (!span) throw new NoRatingsToCompareError();
    const champion = await this.registry.championOrNull();
    const trainedThroughMs = champion?.newestRatingAt ? Date.parse(champion.newestRatingAt) : null;
    const facts = {
      firstRatedAtMs: span.first.getTime(),
      lastRatedAtMs: span.last.getTime(),
      trainedThroughMs,
    };
    const windows = windowsFor(facts, await this.withCount(request, facts.lastRatedAtMs));
    const movies = await this.catalogue.byId();
    const reference = await this.referenceSample(windows.reference, champion);
    const current = await this.currentSample(windows.current, champion);
    const enough = current.total >= fewestRatings && peopleIn(current) >= fewestPeople;
    const comparison = await compareInThread({
      rules: request.rules,
      enough: request.rules === 'evidently' || enough,
      ...(await this.columnsOf(windows, reference, current, movies)),
    });
    const findings: DriftFindings = {
      ...comparison,
      rules: request.rules,
      referenceWindow: { ...windows.reference, rows: reference.total },
      currentWindow: { ...windows.current, rows: current.total },
      currentPeople: peopleIn(current),
      computedAtMs: Date.now(),
      model: champion ? `${champion.name}, version ${champion.version}` : null,
      modelVersion: champion?.version ?? null,
      cohorts: cohortDrift(reference, current, movies),
      facts: windowFacts(reference, current, movies, {
        trainedThrough: (trainedThroughMs ?? windows.reference.toMs) / 1000,
        now: Date.now() / 1000,
      }),
    };
    if (isDefault(request)) this.expose(findings);
    return findings;
  }

  private async withCount(request: DriftRequest, lastRatedAtMs: number): Promise<DriftRequest> {
    if (request.windowRatings === undefined) return request;
    const from = await this.samples.timeOfLast(request.windowRatings);
    return { ...request, currentFrom: from ?? undefined, currentTo: new Date(lastRatedAtMs + 1) };
  }

  private async columnsOf(
    windows: DriftWindows,
    reference: WindowSample,
    current: WindowSample,
    movies: Movies,
  ): Promise<Pick<ComparisonTask, 'reference' | 'current' | 'joint'>> {
    const since = new Date(windows.current.fromMs);
    const [servedBefore, servedSince] = await Promise.all([
      this.online.servedFilms(new Date(since.getTime() - 30 * dayMs), since, servedLists),
      this.online.servedFilms(since, new Date(), servedLists),
    ]);
    return {
      ...watchedColumns(
        { sample: reference, served: servedBefore },
        { sample: current, served: servedSince },
        movies,
      ),
      joint: {
        reference: jointRows(reference, movies, jointSize),
        current: jointRows(current, movies, jointSize),
      },
    };
  }

  /** What the champion has learnt does not change any more: it is read once. */
  private referenceSample(window: DescribedWindow, champion: ModelVersion | null): Promise<WindowSample> {
    const make = async (): Promise<WindowSample> => {
      const sample = await this.samples.sample(spanOf(window), sampleSize);
      return { ...sample, predicted: champion ? await this.expectedPredictions(sample) : [] };
    };
    if (!champion || window.description === 'as asked for') return make();
    return this.references.get(`${champion.version}/${window.fromMs}-${window.toMs}`, make);
  }

  private async currentSample(window: DescribedWindow, champion: ModelVersion | null): Promise<WindowSample> {
    const sample = await this.samples.sample(spanOf(window), sampleSize);
    if (!champion || sample.total === 0) return { ...sample, predicted: [] };
    const scope = { from: new Date(0), to: new Date(), modelVersion: champion.version };
    return { ...sample, predicted: await this.online.predictions(scope, sampleSize) };
  }

  private expectedPredictions({
    userIds,
    movieIds,
    ratings,
    times,
  }: Omit<WindowSample, 'predicted'>): Promise<number[]> {
    const count = Math.min(predictedSize, userIds.length);
    const chosen = Array.from({ length: count }, (_, i) => Math.floor((i * userIds.length) / count));
    return this.online.asOf(
      chosen.map((i) => ({
        userId: userIds[i],
        movieId: movieIds[i],
        rating: ratings[i],
        ratedAt: new Date(times[i] * 1000),
      })),
    );
  }
}

function spanOf({ fromMs, toMs }: DescribedWindow): { from: Date; to: Date } {
  return { from: new Date(fromMs), to: new Date(toMs) };
}

/** Whether findings are those that gauges tell of: by the cautious rules, over the windows that are chosen by themselves. */
function isDefault({ rules, ...windows }: DriftRequest): boolean {
  return rules === 'cautious' && Object.values(windows).every((value) => value === undefined);
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
