import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { RunModels } from './present-run.js';

/** Which logged models runs read and made. */
@Injectable()
export class RunModelsRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** @returns by run; runs that have to do with no model are not there */
  async ofRuns(runIds: readonly string[]): Promise<Map<string, RunModels>> {
    const rows = await this.dataSource.query<{ run_id: string; model_id: string; step: string | null }[]>(
      `SELECT run_id, model_id, NULL AS step FROM run_model_inputs WHERE run_id = ANY($1::uuid[])
       UNION ALL SELECT run_id, model_id, step FROM run_model_outputs WHERE run_id = ANY($1::uuid[])
       ORDER BY run_id, step, model_id`,
      [runIds],
    );
    const found = new Map<
      string,
      { inputs: RunModels['inputs'][number][]; outputs: RunModels['outputs'][number][] }
    >();
    for (const { run_id, model_id: modelId, step } of rows) {
      const models = found.get(run_id) ?? { inputs: [], outputs: [] };
      found.set(run_id, models);
      if (step === null) models.inputs.push({ modelId });
      else models.outputs.push({ modelId, step: Number(step) });
    }
    return found;
  }

  async addInputs(runId: string, modelIds: readonly string[]): Promise<void> {
    await this.dataSource.query(
      'INSERT INTO run_model_inputs (run_id, model_id) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING',
      [runId, modelIds],
    );
  }

  async addOutputs(runId: string, outputs: RunModels['outputs']): Promise<void> {
    const steps = new Map(outputs.map(({ modelId, step }) => [modelId, step]));
    await this.dataSource.query(
      `INSERT INTO run_model_outputs (run_id, model_id, step) SELECT $1, * FROM unnest($2::text[], $3::bigint[])
       ON CONFLICT (run_id, model_id) DO UPDATE SET step = excluded.step`,
      [runId, [...steps.keys()], [...steps.values()]],
    );
  }
}
