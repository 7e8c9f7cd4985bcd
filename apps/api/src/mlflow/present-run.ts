import type { Experiment, LatestMetric, RunInput, RunWithData } from '../tracking/index.js';
import { toProtocolRunId, toProtocolStatus } from '../tracking/index.js';
import { jsonDouble, jsonPairs, present, presentList } from './protocol/json.js';

const milliseconds = (at: string | null): number | null => (at === null ? null : Date.parse(at));

/** Where files of an experiment go: clients send those under `mlflow-artifacts:` back to this server. */
export function artifactLocationOf({
  id,
  artifactLocation,
}: Pick<Experiment, 'id' | 'artifactLocation'>): string {
  return artifactLocation ?? `mlflow-artifacts:/${id}`;
}

export function artifactUriOf(run: { id: string }, experiment: Experiment): string {
  const { base, query } = splitQuery(artifactLocationOf(experiment));
  return `${base.replace(/\/+$/, '')}/${toProtocolRunId(run.id)}/artifacts${query}`;
}

/** An address may end in `?…`, which stays behind the path. */
function splitQuery(uri: string): { base: string; query: string } {
  const at = uri.indexOf('?');
  return at < 0 ? { base: uri, query: '' } : { base: uri.slice(0, at), query: uri.slice(at) };
}

export function experimentJson(experiment: Experiment): object {
  return {
    experiment_id: experiment.id,
    name: experiment.name,
    artifact_location: artifactLocationOf(experiment),
    lifecycle_stage: experiment.lifecycleStage,
    last_update_time: milliseconds(experiment.updatedAt),
    creation_time: milliseconds(experiment.createdAt),
    tags: presentList(jsonPairs(experiment.tags)),
  };
}

export function runInfoJson(run: RunWithData, experiment: Experiment): object {
  const runId = toProtocolRunId(run.id);
  return present({
    run_uuid: runId,
    experiment_id: run.experimentId,
    run_name: run.name,
    user_id: run.userId ?? '',
    status: toProtocolStatus(run.status),
    start_time: milliseconds(run.startedAt),
    end_time: milliseconds(run.finishedAt),
    artifact_uri: artifactUriOf(run, experiment),
    lifecycle_stage: run.lifecycleStage,
    run_id: runId,
  });
}

/** What a run has to do with models that were logged apart from it. */
export interface RunModels {
  inputs: readonly { modelId: string }[];
  outputs: readonly { modelId: string; step: number }[];
}

export function runJson(run: RunWithData, experiment: Experiment, models: RunModels): object {
  return {
    info: runInfoJson(run, experiment),
    data: {
      metrics: presentList(run.metrics.map(metricJson)),
      params: presentList(jsonPairs(run.params)),
      tags: presentList(jsonPairs(run.tags)),
    },
    inputs: {
      dataset_inputs: presentList(run.inputs.map(inputJson)),
      model_inputs: presentList(models.inputs.map(({ modelId }) => ({ model_id: modelId }))),
    },
    outputs: {
      model_outputs: presentList(models.outputs.map(({ modelId, step }) => ({ model_id: modelId, step }))),
    },
  };
}

export function metricJson({ key, value, timestamp, step }: Omit<LatestMetric, 'points'>): object {
  return { key, value: jsonDouble(value), timestamp, step };
}

function inputJson({ dataset, tags }: RunInput): object {
  return {
    tags: presentList(jsonPairs(tags)),
    dataset: present({
      name: dataset.name,
      digest: dataset.digest,
      source_type: dataset.sourceType,
      source: dataset.source,
      schema: dataset.schema,
      profile: dataset.profile,
    }),
  };
}
