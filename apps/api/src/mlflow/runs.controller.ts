import { Body, Controller, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  fromProtocolStatus,
  parseFilter,
  parseOrderBy,
  runDialect,
  RunsService,
  type ProtocolStatus,
} from '../tracking/index.js';
import { truncatedTags } from './protocol/batch.js';
import { Fields, mostOrderClauses } from './protocol/fields.js';
import { presentList } from './protocol/json.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';
import { runIdOf } from './protocol/run-id.js';
import { viewOf } from './protocol/view.js';
import { RunViews } from './run-views.service.js';

const mostRuns = 50_000;
const statusNumbers: Record<ProtocolStatus, number> = {
  RUNNING: 1,
  SCHEDULED: 2,
  FINISHED: 3,
  FAILED: 4,
  KILLED: 5,
};

/** Runs: to begin, end, find and delete them. What is logged to them is `MlflowLoggingController`'s. */
@ApiExcludeController()
@Controller(protocolMounts)
export class MlflowRunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly views: RunViews,
  ) {}

  @Rpc('POST', 'runs/create', 'write')
  async create(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const run = await this.runs.create({
      experimentId: fields.text('experiment_id') || '0',
      name: fields.text('run_name') || null,
      userId: fields.text('user_id') || null,
      startedAt: fields.integer('start_time') ?? null,
      tags: truncatedTags(fields.pairs('tags')),
    });
    return { run: await this.views.of(run) };
  }

  @Rpc('GET', 'runs/get', 'read')
  async get(@Query() query: unknown): Promise<object> {
    return { run: await this.views.of(await this.runs.get(runIdOf(Fields.of(query)))) };
  }

  @Rpc('POST', 'runs/update', 'write')
  async update(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const status = fields.choice('status', statusNumbers);
    const run = await this.runs.update(runIdOf(fields), {
      name: fields.text('run_name') || undefined,
      status: status && fromProtocolStatus(status),
      finishedAt: fields.integer('end_time') || undefined,
    });
    return { run_info: await this.views.infoOf(run) };
  }

  @Rpc('POST', 'runs/delete', 'write')
  async delete(@Body() body: unknown): Promise<object> {
    await this.runs.delete(runIdOf(Fields.of(body)));
    return {};
  }

  @Rpc('POST', 'runs/restore', 'write')
  async restore(@Body() body: unknown): Promise<object> {
    await this.runs.restore(runIdOf(Fields.of(body)));
    return {};
  }

  @Rpc('POST', 'runs/search', 'read')
  async search(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const search = {
      experimentIds: fields.texts('experiment_ids'),
      view: viewOf(fields, 'run_view_type'),
      filter: parseFilter(fields.text('filter') ?? '', runDialect),
      orderBy: fields.texts('order_by', mostOrderClauses).map((clause) => parseOrderBy(clause, runDialect)),
      limit: fields.integerWithin('max_results', 1, mostRuns, 1000),
      cursor: fields.text('page_token') || null,
    };
    if (search.experimentIds.length === 0) return {};
    const { items, nextCursor } = await this.runs.search(search);
    return { runs: presentList(await this.views.all(items)), next_page_token: nextCursor ?? undefined };
  }
}
