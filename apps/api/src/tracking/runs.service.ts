import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { decodeCursor, encodeCursor, toPage, type Page } from '../platform/http/paging.js';
import { drawable, type CurvePoint } from './curve.js';
import { ExperimentsService } from './experiments.service.js';
import { sortKeyLength } from './filter/run-sql.js';
import { checkBatch, checkInputs, checkInstant, checkTags } from './limits.js';
import { MetricHistoryRepository } from './metric-history.repository.js';
import { RunLogRepository } from './run-log.repository.js';
import { nameOf } from './run-names.js';
import { isEnded } from './run-status.js';
import {
  tagKeys,
  toRunId,
  type MetricPoint,
  type NewRun,
  type RunBatch,
  type RunChange,
  type RunInput,
  type RunWithData,
} from './run.js';
import { RunsRepository, type RunSearch } from './runs.repository.js';
import {
  ExperimentDeletedError,
  MetricNotFoundError,
  RunDeletedError,
  RunNotFoundError,
  TagNotFoundError,
} from './tracking.errors.js';

/** Runs, whoever logs them: Marquee's own trainings, clients of its API, clients that speak MLflow's protocol. */
@Injectable()
export class RunsService {
  constructor(
    private readonly runs: RunsRepository,
    private readonly log: RunLogRepository,
    private readonly history: MetricHistoryRepository,
    private readonly experiments: ExperimentsService,
  ) {}

  /** Starts a run. @throws ExperimentNotFoundError, ExperimentDeletedError */
  async create(run: NewRun): Promise<RunWithData> {
    checkTags(run.tags ?? {});
    if (run.startedAt != null) checkInstant(run.startedAt, '/startedAt');
    const experiment = await this.experiments.get(run.experimentId);
    if (experiment.lifecycleStage === 'deleted') throw new ExperimentDeletedError(experiment.id);
    const id = randomUUID();
    const name = run.name || run.tags?.[tagKeys.runName] || nameOf(id);
    await this.runs.insert({
      id,
      experimentId: experiment.id,
      name,
      userId: run.userId ?? null,
      startedAt: run.startedAt == null ? null : new Date(run.startedAt),
      tags: { ...run.tags, [tagKeys.runName]: name },
    });
    return this.get(id);
  }

  /** Deleted ones too. @param id  with or without dashes @throws RunNotFoundError */
  async get(id: string): Promise<RunWithData> {
    const runId = toRunId(id);
    const [run] = runId ? await this.runs.withData([runId]) : [];
    if (!run) throw new RunNotFoundError(id);
    return run;
  }

  /** In the order asked for. @throws RunNotFoundError when one is not there */
  async getAll(ids: readonly string[]): Promise<RunWithData[]> {
    const runIds = ids.map((id) => this.idOf(id));
    const found = await this.runs.withData(runIds);
    const missing = runIds.find((id) => !found.some((run) => run.id === id));
    if (missing) throw new RunNotFoundError(missing);
    return found;
  }

  /** @throws RunNotFoundError, RunDeletedError */
  async update(id: string, { name, status, finishedAt }: RunChange): Promise<RunWithData> {
    const run = await this.active(id);
    if (finishedAt !== undefined) checkInstant(finishedAt, '/finishedAt');
    const ends = status !== undefined && isEnded(status) && run.finishedAt === null;
    const endsAt = finishedAt === undefined ? (ends ? new Date() : null) : new Date(finishedAt);
    if (name) await this.log.write(run.id, { tags: { [tagKeys.runName]: name } });
    await this.runs.update(run.id, {
      name: name || null,
      status: status ?? null,
      finishedAt: endsAt,
      isReopened: status !== undefined && !isEnded(status) && finishedAt === undefined,
    });
    return this.get(run.id);
  }

  /** Hides it; nothing is lost until garbage collection takes it. Deleting twice is deleting once. */
  async delete(id: string): Promise<RunWithData> {
    const run = await this.get(id);
    await this.runs.setLifecycle(run.id, 'deleted');
    return this.get(run.id);
  }

  async restore(id: string): Promise<RunWithData> {
    const run = await this.get(id);
    await this.runs.setLifecycle(run.id, 'active');
    return this.get(run.id);
  }

  /**
   * Metrics, parameters and tags together: all of them or nothing.
   *
   * @throws ValidationFailedError beyond what `limits` allow
   * @throws ParamImmutableError when a parameter has another value already
   * @throws RunNotFoundError, RunDeletedError
   */
  async logBatch(id: string, batch: RunBatch): Promise<void> {
    checkBatch(batch);
    await this.log.write(this.idOf(id), batch);
  }

  /** Appends; a point that is there already is not repeated. */
  logMetrics(id: string, metrics: readonly MetricPoint[]): Promise<void> {
    return this.logBatch(id, { metrics });
  }

  /** The same value again changes nothing. @throws ParamImmutableError */
  logParams(id: string, params: Record<string, string>): Promise<void> {
    return this.logBatch(id, { params });
  }

  /** Overwrites. `mlflow.runName` names the run. */
  setTags(id: string, tags: Record<string, string>): Promise<void> {
    return this.logBatch(id, { tags });
  }

  /** @throws TagNotFoundError */
  async deleteTag(id: string, key: string): Promise<void> {
    const runId = this.idOf(id);
    if (key.includes('\0') || !(await this.log.deleteTag(runId, key)))
      throw new TagNotFoundError(`Run ${runId}`, key);
  }

  /** Datasets that the run reads. */
  async logInputs(id: string, inputs: readonly RunInput[]): Promise<void> {
    checkInputs(inputs);
    await this.log.addInputs(this.idOf(id), inputs);
  }

  /** @throws InvalidFilterError */
  async search(
    search: Partial<Omit<RunSearch, 'after'>> & { cursor?: string | null },
  ): Promise<Page<RunWithData>> {
    const { orderBy = [], limit = 50, cursor = null } = search;
    const types = Array<'string'>(sortKeyLength(orderBy)).fill('string');
    const found = await this.runs.search({
      experimentIds: search.experimentIds ?? null,
      view: search.view ?? 'active',
      filter: search.filter ?? [],
      orderBy,
      withTrials: search.withTrials ?? true,
      limit: limit + 1,
      after: cursor ? decodeCursor(cursor, types).map(String) : null,
    });
    const { items, nextCursor } = toPage(found, limit, ({ sortKey }) => sortKey);
    return { items: await this.runs.withData(items.map(({ id }) => id)), nextCursor };
  }

  /** Every point of one metric, by step, then timestamp, then value. */
  async metricHistory(
    id: string,
    key: string,
    { limit = 1000, cursor = null }: { limit?: number; cursor?: string | null } = {},
  ): Promise<Page<MetricPoint>> {
    const run = await this.existing(id);
    const after = cursor ? toPoint(key, decodeCursor(cursor, ['number', 'number', 'string'])) : null;
    const rows = key.includes('\0') ? [] : await this.history.page(run.id, key, limit + 1, after);
    const items = rows.slice(0, limit);
    const last = rows.length > limit ? items.at(-1) : undefined;
    // A value may be NaN, which is no JSON.
    const nextCursor = last ? encodeCursor([last.step, last.timestamp, String(last.value)]) : null;
    return { items, nextCursor };
  }

  /**
   * One metric as it is drawn: by step, thinned out to `points` in a way that keeps what the eye sees.
   *
   * @throws MetricNotFoundError
   */
  async curve(id: string, key: string, points: number): Promise<CurvePoint[]> {
    const runId = this.idOf(id);
    // Twice as many points as are wanted, the extremes of as many parts.
    const found = key.includes('\0') ? null : await this.history.extremes(runId, key, points * 2);
    if (found) return drawable(found, points);
    await this.existing(runId);
    throw new MetricNotFoundError(runId, key);
  }

  private async existing(
    id: string,
  ): Promise<{ id: string; lifecycleStage: string; finishedAt: string | null }> {
    const run = await this.runs.find(this.idOf(id));
    if (!run) throw new RunNotFoundError(id);
    return run;
  }

  private async active(id: string): ReturnType<RunsService['existing']> {
    const run = await this.existing(id);
    if (run.lifecycleStage === 'deleted') throw new RunDeletedError(run.id);
    return run;
  }

  private idOf(id: string): string {
    const runId = toRunId(id);
    if (!runId) throw new RunNotFoundError(id);
    return runId;
  }
}

function toPoint(key: string, [step, timestamp, value]: (string | number)[]): MetricPoint {
  return { key, step: Number(step), timestamp: Number(timestamp), value: Number(value) };
}
