import { Controller, Header, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { Page } from '../platform/http/paging.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import { RunsService, toProtocolRunId, type MetricPoint } from '../tracking/index.js';
import { MetricSamplesRepository } from './metric-samples.repository.js';
import { metricJson } from './present-run.js';
import { Fields } from './protocol/fields.js';
import { presentList } from './protocol/json.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';
import { runIdOf } from './protocol/run-id.js';

/** Points a page when the caller asks for all of them. */
const pagePoints = 5000;
const mostPoints = 2 ** 31 - 1;
const mostRunsOfInterval = 100;
const mostPointsOfInterval = 2500;
const mostPointsOfBulk = 25_000;

/** The curves of metrics. */
@ApiExcludeController()
@Controller(protocolMounts)
export class MlflowMetricsController {
  constructor(
    private readonly runs: RunsService,
    private readonly samples: MetricSamplesRepository,
  ) {}

  /** Every point of a curve, unless `max_results` asks for pages; a curve of any length is sent in bounded memory. */
  @Rpc('GET', 'metrics/get-history', 'read')
  @Header('content-type', 'application/json; charset=utf-8')
  async history(@Query() query: unknown): Promise<object> {
    const fields = Fields.of(query);
    const runId = runIdOf(fields);
    const key = fields.requiredText('metric_key');
    const cursor = fields.text('page_token') || null;
    if (fields.has('max_results')) {
      const limit = fields.integerWithin('max_results', 1, mostPoints, pagePoints);
      return historyJson(
        await this.runs.metricHistory(runId, key, { limit: Math.min(limit, mostPointsOfBulk), cursor }),
      );
    }
    const first = await this.runs.metricHistory(runId, key, { limit: pagePoints, cursor });
    if (first.nextCursor === null) return historyJson(first);
    return new StreamableFile(Readable.from(this.wholeHistory(runId, key, first)), {
      type: 'application/json; charset=utf-8',
    });
  }

  /** Curves of several runs, each thinned out to some points that show its form. */
  @Rpc('GET', 'metrics/get-history-bulk-interval', 'read')
  async interval(@Query() query: unknown): Promise<object> {
    const fields = Fields.of(query);
    const runIds = runIdsOf(fields, 'run_ids', mostRunsOfInterval);
    const key = fields.requiredText('metric_key');
    const points = fields.integerWithin('max_results', 1, mostPointsOfInterval, mostPointsOfInterval);
    const steps = stepRange(fields);
    const metrics: object[] = [];
    for (const { id } of await this.runs.getAll(runIds)) {
      metrics.push(...ofRun(toProtocolRunId(id), await this.samples.sample(id, key, points, steps)));
    }
    return { metrics: presentList(metrics) };
  }

  /** Curves of several runs, one after the other, up to a number of points of all together. */
  @Rpc('GET', 'metrics/get-history-bulk', 'read')
  async bulk(@Query() query: unknown): Promise<object> {
    const fields = Fields.of(query);
    const runIds = runIdsOf(fields, 'run_id', mostRunsOfInterval);
    const key = fields.requiredText('metric_key');
    const limit = Math.min(
      fields.integerWithin('max_results', 1, mostPoints, mostPointsOfBulk),
      mostPointsOfBulk,
    );
    const metrics: object[] = [];
    for (const runId of runIds.sort()) {
      if (metrics.length >= limit) break;
      const { items } = await this.runs.metricHistory(runId, key, { limit: limit - metrics.length });
      metrics.push(...ofRun(runId, items));
    }
    return { metrics };
  }

  private async *wholeHistory(runId: string, key: string, first: Page<MetricPoint>): AsyncGenerator<string> {
    yield '{"metrics":[';
    for (let page = first, separator = ''; ; separator = ',') {
      if (page.items.length > 0)
        yield separator + page.items.map((point) => JSON.stringify(metricJson(point))).join(',');
      if (page.nextCursor === null) break;
      page = await this.runs.metricHistory(runId, key, { limit: pagePoints, cursor: page.nextCursor });
    }
    yield ']}';
  }
}

function historyJson({ items, nextCursor }: Page<MetricPoint>): object {
  return { metrics: presentList(items.map(metricJson)), next_page_token: nextCursor ?? undefined };
}

function ofRun(runId: string, points: readonly MetricPoint[]): object[] {
  return points.map((point) => ({ ...metricJson(point), run_id: runId }));
}

function runIdsOf(fields: Fields, name: string, most: number): string[] {
  const runIds = fields.texts(name);
  if (runIds.length === 0) fields.requiredText(name);
  if (runIds.length <= most) return runIds;
  const detail = `At most ${most} ${name} can be asked for at once, got ${runIds.length}`;
  throw new ValidationFailedError([{ pointer: `/${name}`, detail }]);
}

/** @returns null: all steps */
function stepRange(fields: Fields): { from: number; to: number } | null {
  const from = fields.integer('start_step');
  const to = fields.integer('end_step');
  if (from === undefined && to === undefined) return null;
  if (from !== undefined && to !== undefined && from <= to) return { from, to };
  const detail =
    from === undefined || to === undefined
      ? 'If either start step or end step are specified, both must be specified.'
      : `end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`;
  throw new ValidationFailedError([{ pointer: '/start_step', detail }]);
}
