import { jsonDouble, jsonPairs, presentList } from './protocol/json.js';
import { toProtocolRunId, type MetricPoint } from '../tracking/index.js';

export const loggedModelStatuses = {
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3,
} as const;
export type LoggedModelStatus = keyof typeof loggedModelStatuses;

/** A metric that was measured on a logged model, the last of its run and dataset. */
export interface LoggedModelMetric extends MetricPoint {
  runId: string;
  datasetName: string;
  datasetDigest: string;
}

/** A model that a run made, with files and a history of its own: MLflow 3 logs models so. */
export interface LoggedModel {
  id: string;
  experimentId: string;
  name: string;
  modelType: string;
  sourceRunId: string | null;
  status: LoggedModelStatus;
  createdAt: Date;
  updatedAt: Date;
  params: Record<string, string>;
  tags: Record<string, string>;
  metrics: LoggedModelMetric[];
}

/** @param artifactLocation  of the model's experiment */
export function loggedModelUri(model: Pick<LoggedModel, 'id'>, artifactLocation: string): string {
  return `${artifactLocation.replace(/\/+$/, '')}/models/${model.id}/artifacts`;
}

export function loggedModelJson(model: LoggedModel, artifactLocation: string): object {
  return {
    info: {
      model_id: model.id,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdAt.getTime(),
      last_updated_timestamp_ms: model.updatedAt.getTime(),
      artifact_uri: loggedModelUri(model, artifactLocation),
      status: model.status,
      model_type: model.modelType,
      source_run_id: model.sourceRunId === null ? '' : toProtocolRunId(model.sourceRunId),
      tags: presentList(jsonPairs(model.tags)),
    },
    data: {
      params: presentList(jsonPairs(model.params)),
      metrics: presentList(model.metrics.map((metric) => metricJson(metric, model.id))),
    },
  };
}

function metricJson(metric: LoggedModelMetric, modelId: string): object {
  return {
    key: metric.key,
    value: jsonDouble(metric.value),
    timestamp: metric.timestamp,
    step: metric.step,
    dataset_name: metric.datasetName || undefined,
    dataset_digest: metric.datasetDigest || undefined,
    model_id: modelId,
    run_id: toProtocolRunId(metric.runId),
  };
}
