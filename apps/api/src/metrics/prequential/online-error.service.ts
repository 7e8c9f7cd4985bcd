import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import { Gauge } from 'prom-client';
import type { ArrivedRating } from '../../events.js';
import { RegistryService, type ModelVersion } from '../../registry/index.js';
import { comparePaired, estimateError, type ErrorEstimate, type PairedComparison } from './error-estimate.js';
import type { Role } from './judge-arrivals.js';
import { JudgedModels } from './judged-models.service.js';
import {
  PrequentialRepository,
  type Arrivals,
  type DaySums,
  type ErrorScope,
} from './prequential.repository.js';
import { PrequentialService } from './prequential.service.js';

/** What the training run of a model found on ratings held out from it. null: it has no such metric. */
export interface Promised {
  rmse: number | null;
  mae: number | null;
}

export interface OnlineErrorGroup extends ErrorEstimate {
  alias: Role;
  modelVersion: number;
  promised: Promised;
  /** RMSE over the promised one, minus 1: 0.05 is five per cent worse. */
  excess: number | null;
}

export interface OnlineErrorDay extends Omit<OnlineErrorGroup, 'users'> {
  /** UTC. */
  day: string;
}

export interface OnlineErrorCohort extends OnlineErrorGroup {
  dimension: 'user' | 'film';
  cohort: string;
}

export interface RecentError {
  from: Date;
  /** null: nothing was judged. */
  online: OnlineErrorGroup | null;
  cohorts: OnlineErrorCohort[];
  besidePrevious: (PairedComparison & { otherVersion: number }) | null;
}

export interface OnlineErrors {
  from: Date;
  to: Date;
  total: OnlineErrorGroup[];
  days: OnlineErrorDay[];
  cohorts: OnlineErrorCohort[];
  arrivals: Arrivals & { waiting: number };
}

/** Below it the gauges keep silent: an alert should not ring for a handful of ratings. */
const fewestForGauges = 100;
const gaugeDays = 7;

/** How wrong models were on ratings as they came, beside what their training promised. */
@Injectable()
export class OnlineErrorService {
  constructor(
    private readonly repository: PrequentialRepository,
    private readonly prequential: PrequentialService,
    private readonly models: JudgedModels,
    private readonly registry: RegistryService,
    @InjectMetric('reco_prequential_rmse') private readonly rmse: Gauge,
    @InjectMetric('reco_prequential_mae') private readonly mae: Gauge,
    @InjectMetric('reco_prequential_hit_ratio') private readonly hits: Gauge,
    @InjectMetric('reco_promised_rmse') private readonly promisedRmse: Gauge,
    @InjectMetric('reco_promised_mae') private readonly promisedMae: Gauge,
  ) {}

  async report(from: Date, to: Date): Promise<OnlineErrors> {
    const [total, days, arrivals] = await Promise.all([
      this.total({ from, to }),
      this.repository.days({ from, to }),
      this.repository.arrivals({ from, to }),
    ]);
    const promises = await this.promises([...total, ...days].map(({ modelVersion }) => modelVersion));
    return {
      from,
      to,
      total,
      days: days.map((sums) => dayOf(sums, promises.get(sums.modelVersion)!)),
      cohorts: await this.cohorts({ from, to }),
      arrivals: { ...arrivals, waiting: this.prequential.pending },
    };
  }

  /** A group for each model and role. */
  async total(scope: ErrorScope): Promise<OnlineErrorGroup[]> {
    const sums = await this.repository.sums(scope);
    const promises = await this.promises(sums.map(({ modelVersion }) => modelVersion));
    return sums.map((one) => groupOf(one.role, one.modelVersion, estimateError(one), promises));
  }

  /** The same by how much was known of the person, and by how much of the film. */
  async cohorts(scope: ErrorScope): Promise<OnlineErrorCohort[]> {
    const [users, films] = await Promise.all([
      this.repository.sums(scope, 'user-cohort'),
      this.repository.sums(scope, 'film-cohort'),
    ]);
    const promises = await this.promises([...users, ...films].map(({ modelVersion }) => modelVersion));
    const toCohorts = (sums: typeof users, dimension: 'user' | 'film'): OnlineErrorCohort[] =>
      sums.map((one) => ({
        dimension,
        cohort: one.cohort!,
        ...groupOf(one.role, one.modelVersion, estimateError(one), promises),
      }));
    return [...toCohorts(users, 'user'), ...toCohorts(films, 'film')];
  }

  /** The champion beside the version that served before it, on ratings that both have predicted; null: nothing to compare. */
  async besidePrevious(
    scope: ErrorScope & { modelVersion: number },
  ): Promise<(PairedComparison & { otherVersion: number }) | null> {
    const otherVersion = await this.models.previousVersion();
    if (otherVersion === null || otherVersion === scope.modelVersion) return null;
    const compared = comparePaired(await this.repository.paired(scope, otherVersion));
    return compared && { ...compared, otherVersion };
  }

  /** The champion on about its last `count` ratings, by cohort too. */
  async recent(modelVersion: number, count: number): Promise<RecentError> {
    const to = new Date();
    const from = (await this.repository.timeOfLast(count, modelVersion)) ?? new Date(0);
    const scope = { from, to, role: 'champion' as const, modelVersion };
    const [total, cohorts, besidePrevious] = await Promise.all([
      this.total(scope),
      this.cohorts(scope),
      this.besidePrevious(scope),
    ]);
    return { from, online: total.at(0) ?? null, cohorts, besidePrevious };
  }

  /** Films that were recommended, as often as they were: the champion's outputs. */
  servedFilms(from: Date, to: Date, lists: number): Promise<number[]> {
    return this.repository.servedFilms(from, to, lists);
  }

  /** What the champion would have said of ratings of the past, from what the person had rated before each. */
  asOf(ratings: readonly ArrivedRating[]): Promise<number[]> {
    return this.prequential.asOf(ratings);
  }

  /** What a champion predicted of its last ratings. */
  predictions(scope: ErrorScope & { modelVersion: number }, limit: number): Promise<number[]> {
    return this.repository.predictions({ ...scope, role: 'champion' }, limit);
  }

  /** Ratings that this process has yet to judge. */
  get pending(): number {
    return this.prequential.pending;
  }

  /** Waits until all ratings that have arrived are judged. */
  settled(): Promise<void> {
    return this.prequential.drain();
  }

  /** Of the last week, from the database: every process says the same. */
  @Interval(15_000)
  async updateGauges(): Promise<void> {
    const to = new Date();
    const from = new Date(to.getTime() - gaugeDays * 86_400_000);
    const champion = await this.registry.championOrNull().catch(() => null);
    const groups = await this.total({ from, to }).catch(() => null);
    if (!groups) return;
    for (const gauge of [this.rmse, this.mae, this.hits, this.promisedRmse, this.promisedMae]) gauge.reset();
    for (const group of newestOfEachRole(groups)) this.expose(group, champion?.version ?? null);
  }

  private expose(group: OnlineErrorGroup, champion: number | null): void {
    const { alias, modelVersion, ratings, lists, promised } = group;
    if (alias === 'champion' && modelVersion !== champion) return;
    set(this.promisedRmse, alias, promised.rmse);
    set(this.promisedMae, alias, promised.mae);
    if (lists >= fewestForGauges) set(this.hits, alias, group.hitRate);
    if (ratings < fewestForGauges) return;
    set(this.rmse, alias, group.rmse);
    set(this.mae, alias, group.mae);
  }

  private async promises(versions: readonly number[]): Promise<Map<number, Promised>> {
    const found = await Promise.all([...new Set(versions)].map((version) => this.registry.get(version)));
    return new Map(found.map((version) => [version.version, promisedBy(version)]));
  }
}

export function promisedBy({ metrics }: Pick<ModelVersion, 'metrics'>): Promised {
  const finite = (value: number | undefined): number | null =>
    value !== undefined && Number.isFinite(value) ? value : null;
  return { rmse: finite(metrics.rmse), mae: finite(metrics.mae) };
}

function set(gauge: Gauge, alias: Role, value: number | null): void {
  if (value !== null) gauge.set({ alias }, value);
}

function newestOfEachRole(groups: readonly OnlineErrorGroup[]): OnlineErrorGroup[] {
  return [...new Map(groups.map((group) => [group.alias, group])).values()];
}

function groupOf(
  alias: Role,
  modelVersion: number,
  estimate: ErrorEstimate,
  promises: ReadonlyMap<number, Promised>,
): OnlineErrorGroup {
  const promised = promises.get(modelVersion)!;
  return { alias, modelVersion, ...estimate, promised, excess: excessOf(estimate.rmse, promised.rmse) };
}

function excessOf(rmse: number | null, promised: number | null): number | null {
  return rmse === null || promised === null || promised <= 0 ? null : rmse / promised - 1;
}

/** Days are kept as sums over ratings, so that their intervals take ratings for independent: a little too narrow. */
function dayOf(sums: DaySums, promised: Promised): OnlineErrorDay {
  const { day, role, modelVersion, ratings: count, lists, hits } = sums;
  const { users, ...estimate } = estimateError({
    count,
    users: count,
    errorSum: sums.errorSum,
    absoluteSum: sums.absoluteSum,
    squaredSum: sums.squaredSum,
    userSquaredSum: sums.fourthPowerSum,
    userProductSum: sums.squaredSum,
    userCountSum: count,
    lists,
    hits,
  });
  return {
    day,
    alias: role,
    modelVersion,
    ...estimate,
    promised,
    excess: excessOf(estimate.rmse, promised.rmse),
  };
}
