import { Injectable } from '@nestjs/common';
import { ExperimentsService, type Experiment, type RunWithData } from '../tracking/index.js';
import { RunModelsRepository } from './run-models.repository.js';
import { runInfoJson, runJson } from './present-run.js';

/** Runs in the shape of the protocol, with what belongs to them but is kept elsewhere. */
@Injectable()
export class RunViews {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly models: RunModelsRepository,
  ) {}

  async infoOf(run: RunWithData): Promise<object> {
    return runInfoJson(run, await this.experiments.get(run.experimentId));
  }

  async of(run: RunWithData): Promise<object> {
    const [view] = await this.all([run]);
    return view;
  }

  async all(runs: readonly RunWithData[]): Promise<object[]> {
    if (runs.length === 0) return [];
    const [experiments, models] = await Promise.all([
      this.experimentsOf(runs),
      this.models.ofRuns(runs.map(({ id }) => id)),
    ]);
    return runs.map((run) =>
      runJson(run, experiments.get(run.experimentId)!, models.get(run.id) ?? { inputs: [], outputs: [] }),
    );
  }

  private async experimentsOf(runs: readonly RunWithData[]): Promise<Map<string, Experiment>> {
    const ids = [...new Set(runs.map(({ experimentId }) => experimentId))];
    const found = await Promise.all(ids.map((id) => this.experiments.get(id)));
    return new Map(found.map((experiment) => [experiment.id, experiment]));
  }
}
