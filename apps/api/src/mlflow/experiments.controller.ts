import { Body, Controller, Get, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import {
  ExperimentNotFoundError,
  ExperimentsService,
  experimentDialect,
  parseFilter,
  parseOrderBy,
} from '../tracking/index.js';
import { experimentJson } from './present-run.js';
import { Fields, mostOrderClauses } from './protocol/fields.js';
import { presentList } from './protocol/json.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';
import { viewOf } from './protocol/view.js';

const mostExperiments = 50_000;

/** Experiments, as MLflow's clients ask for them. */
@ApiExcludeController()
@Controller(protocolMounts)
export class MlflowExperimentsController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Rpc('POST', 'experiments/create', 'write')
  async create(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const created = await this.experiments.create({
      name: fields.requiredText('name'),
      artifactLocation: fields.text('artifact_location') || null,
      tags: fields.pairs('tags'),
    });
    return { experiment_id: created.id };
  }

  @Get('experiments/get')
  @RequireRole('read')
  async get(@Query() query: unknown): Promise<object> {
    const id = Fields.of(query).requiredText('experiment_id');
    return { experiment: experimentJson(await this.experiments.get(id)) };
  }

  @Get('experiments/get-by-name')
  @RequireRole('read')
  async getByName(@Query() query: unknown): Promise<object> {
    const name = Fields.of(query).requiredText('experiment_name');
    const found = await this.experiments.getByName(name);
    if (!found) throw new ExperimentNotFoundError(name);
    return { experiment: experimentJson(found) };
  }

  @Rpc('POST', 'experiments/search', 'read')
  search(@Body() body: unknown): Promise<object> {
    return this.searchBy(Fields.of(body));
  }

  @Rpc('GET', 'experiments/search', 'read')
  searchByGet(@Query() query: unknown): Promise<object> {
    return this.searchBy(Fields.of(query));
  }

  @Rpc('POST', 'experiments/update', 'write')
  async update(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const id = fields.requiredText('experiment_id');
    await this.experiments.rename(id, fields.requiredText('new_name'));
    return {};
  }

  @Rpc('POST', 'experiments/delete', 'write')
  async delete(@Body() body: unknown): Promise<object> {
    const { id, lifecycleStage } = await this.experiments.get(Fields.of(body).requiredText('experiment_id'));
    if (lifecycleStage === 'deleted') throw new ExperimentNotFoundError(id);
    await this.experiments.delete(id);
    return {};
  }

  @Rpc('POST', 'experiments/restore', 'write')
  async restore(@Body() body: unknown): Promise<object> {
    await this.experiments.restore(Fields.of(body).requiredText('experiment_id'));
    return {};
  }

  @Rpc('POST', 'experiments/set-experiment-tag', 'write')
  async setTag(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    const id = fields.requiredText('experiment_id');
    await this.experiments.setTags(id, { [fields.requiredText('key')]: fields.text('value') ?? '' });
    return {};
  }

  @Rpc('POST', 'experiments/delete-experiment-tag', 'write')
  async deleteTag(@Body() body: unknown): Promise<object> {
    const fields = Fields.of(body);
    await this.experiments.deleteTag(fields.requiredText('experiment_id'), fields.requiredText('key'));
    return {};
  }

  private async searchBy(fields: Fields): Promise<object> {
    const { items, nextCursor } = await this.experiments.search({
      view: viewOf(fields, 'view_type'),
      filter: parseFilter(fields.text('filter') ?? '', experimentDialect),
      orderBy: fields
        .texts('order_by', mostOrderClauses)
        .map((clause) => parseOrderBy(clause, experimentDialect)),
      limit: fields.integerWithin('max_results', 1, mostExperiments, 1000),
      cursor: fields.text('page_token') || null,
    });
    return {
      experiments: presentList(items.map(experimentJson)),
      next_page_token: nextCursor ?? undefined,
    };
  }
}
