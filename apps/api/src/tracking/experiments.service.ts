import { Injectable } from '@nestjs/common';
import { decodeCursor, toPage, type Page } from '../platform/http/paging.js';
import { ExperimentsRepository, type ExperimentSearch } from './experiments.repository.js';
import { checkExperimentName, checkTags } from './limits.js';
import type { Experiment } from './run.js';
import { ExperimentExistsError, ExperimentNotFoundError, TagNotFoundError } from './tracking.errors.js';

export interface NewExperiment {
  name: string;
  /** null or left out: Marquee's own store. */
  artifactLocation?: string | null;
  tags?: Record<string, string>;
}

/** Experiments: what runs are gathered under. */
@Injectable()
export class ExperimentsService {
  constructor(private readonly experiments: ExperimentsRepository) {}

  /** @throws ExperimentExistsError when the name is taken, if only by a deleted one */
  async create({ name, artifactLocation = null, tags = {} }: NewExperiment): Promise<Experiment> {
    checkExperimentName(name);
    checkTags(tags);
    const id = await this.experiments.insert(name, artifactLocation, tags);
    if (id === null) throw await this.taken(name);
    return this.get(id);
  }

  /** Deleted ones too. @throws ExperimentNotFoundError */
  async get(id: string): Promise<Experiment> {
    const found = /^\d{1,18}$/.test(id) ? await this.experiments.find(id) : null;
    if (!found) throw new ExperimentNotFoundError(id);
    return found;
  }

  /** Deleted ones too. */
  async getByName(name: string): Promise<Experiment | null> {
    return name.includes('\0') ? null : this.experiments.findByName(name);
  }

  /** @throws InvalidFilterError */
  async search(
    search: Partial<Omit<ExperimentSearch, 'after'>> & { cursor?: string | null },
  ): Promise<Page<Experiment>> {
    const { view = 'active', filter = [], orderBy = [], limit = 50, cursor = null } = search;
    // Every attribute in the order is a column of the sort key, then the creation time and the id.
    const after = cursor && decodeCursor(cursor, Array<'string'>(orderBy.length + 2).fill('string'));
    const rows = await this.experiments.search({
      view,
      filter,
      orderBy,
      limit: limit + 1,
      after: after ? after.map(String) : null,
    });
    const page = toPage(rows, limit, ({ sortKey }) => sortKey);
    return { ...page, items: page.items.map(({ experiment }) => experiment) };
  }

  /** @throws ExperimentNotFoundError, ExperimentExistsError */
  async rename(id: string, name: string): Promise<Experiment> {
    checkExperimentName(name);
    await this.get(id);
    if (!(await this.experiments.rename(id, name))) throw await this.taken(name);
    return this.get(id);
  }

  /** Its active runs are deleted with it. */
  async delete(id: string): Promise<Experiment> {
    await this.get(id);
    await this.experiments.setLifecycle(id, 'deleted');
    return this.get(id);
  }

  /** Those of its runs come back that were deleted with it. */
  async restore(id: string): Promise<Experiment> {
    await this.get(id);
    await this.experiments.setLifecycle(id, 'active');
    return this.get(id);
  }

  async setTags(id: string, tags: Record<string, string>): Promise<Experiment> {
    checkTags(tags);
    await this.get(id);
    await this.experiments.setTags(id, tags);
    return this.get(id);
  }

  /** @throws TagNotFoundError */
  async deleteTag(id: string, key: string): Promise<void> {
    await this.get(id);
    if (key.includes('\0') || !(await this.experiments.deleteTag(id, key)))
      throw new TagNotFoundError(`Experiment ${id}`, key);
  }

  private async taken(name: string): Promise<ExperimentExistsError> {
    const other = await this.experiments.findByName(name);
    return new ExperimentExistsError(name, other?.lifecycleStage === 'deleted');
  }
}
