import { ValidationFailedError } from '../../platform/http/validation.js';
import { limits, type MetricPoint } from '../../tracking/index.js';
import type { Fields } from './fields.js';

/** What a request to log a batch may have at the most, in bytes of its body. */
const largestBatch = 1_000_000;

/** A point of a curve, and which logged model and dataset it was measured on. */
export interface LoggedMetric extends MetricPoint {
  modelId: string | null;
  datasetName: string | null;
  datasetDigest: string | null;
}

export function loggedMetric(fields: Fields): LoggedMetric {
  return {
    key: fields.requiredText('key'),
    value: fields.requiredDouble('value'),
    timestamp: fields.requiredInteger('timestamp'),
    step: fields.integer('step') ?? 0,
    modelId: fields.text('model_id') || null,
    datasetName: fields.text('dataset_name') || null,
    datasetDigest: fields.text('dataset_digest') || null,
  };
}

/** MLflow keeps the beginning of values that are too long rather than refuse them. */
export function truncatedTags(tags: Record<string, string>): Record<string, string> {
  return truncated(tags, limits.tagValue);
}

export function truncatedParams(params: Record<string, string>): Record<string, string> {
  return truncated(params, limits.paramValue);
}

function truncated(pairs: Record<string, string>, most: number): Record<string, string> {
  return Object.fromEntries(Object.entries(pairs).map(([key, value]) => [key, value.slice(0, most)]));
}

/** @throws ValidationFailedError when a parameter comes twice: which of them counts? */
export function uniqueParams(fields: Fields): Record<string, string> {
  const list = fields.list('params');
  const params = fields.pairs('params');
  if (Object.keys(params).length === list.length) return truncatedParams(params);
  const keys = list.map((param) => param.requiredText('key'));
  const twice = [...new Set(keys.filter((key, i) => keys.indexOf(key) !== i))];
  throw new ValidationFailedError([
    { pointer: '/params', detail: `Duplicate parameter keys have been submitted: ${twice.join(', ')}` },
  ]);
}

/** @param contentLength  as the caller announces it */
export function checkBatchSize(contentLength: string | undefined): void {
  const bytes = Number(contentLength ?? 0);
  if (bytes <= largestBatch) return;
  const detail = `Batched logging API requests must be at most ${largestBatch} bytes, got a request of size ${bytes}`;
  throw new ValidationFailedError([{ pointer: '', detail }]);
}
