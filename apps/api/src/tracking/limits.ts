import type { FieldFault } from '../platform/http/problem.js';
import { ValidationFailedError } from '../platform/http/validation.js';
import type { Dataset, MetricPoint, RunBatch, RunInput } from './run.js';

/** What MLflow's server accepts (mlflow/utils/validation.py). Lengths in characters. */
export const limits = {
  metricsPerBatch: 1000,
  paramsPerBatch: 100,
  tagsPerBatch: 100,
  itemsPerBatch: 1000,
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
} as const;

const keyPattern = /^[/\p{L}\p{N}_.\- :]+$/u;
/** The end of the year 9999, in ms since 1970. */
const lastInstant = 253_402_300_799_999;

/** @throws ValidationFailedError with every fault of the batch */
export function checkBatch({ metrics = [], params = {}, tags = {} }: RunBatch): void {
  const paramEntries = Object.entries(params);
  const tagEntries = Object.entries(tags);
  const total = metrics.length + paramEntries.length + tagEntries.length;
  throwIfAny([
    ...tooMany('/metrics', metrics.length, limits.metricsPerBatch),
    ...tooMany('/params', paramEntries.length, limits.paramsPerBatch),
    ...tooMany('/tags', tagEntries.length, limits.tagsPerBatch),
    ...tooMany('', total, limits.itemsPerBatch),
    ...metrics.slice(0, limits.metricsPerBatch).flatMap((point, i) => metricFaults(point, `/metrics/${i}`)),
    ...paramEntries.flatMap(([key, value]) => [
      ...keyFaults(key, '/params'),
      ...lengthFaults(value, limits.paramValue, `/params/${key}`),
    ]),
    ...tagEntries.flatMap(([key, value]) => tagFaults(key, value)),
  ]);
}

/** @throws ValidationFailedError */
export function checkTags(tags: Record<string, string>): void {
  throwIfAny(Object.entries(tags).flatMap(([key, value]) => tagFaults(key, value)));
}

/** @throws ValidationFailedError */
export function checkInputs(inputs: readonly RunInput[]): void {
  throwIfAny([
    ...tooMany('/inputs', inputs.length, limits.itemsPerBatch),
    ...inputs.flatMap(({ dataset, tags }, i) => [
      ...datasetFaults(dataset, `/inputs/${i}/dataset`),
      ...Object.entries(tags).flatMap(([key, value]) => tagFaults(key, value, `/inputs/${i}/tags`)),
    ]),
  ]);
}

/** @throws ValidationFailedError */
export function checkExperimentName(name: string): void {
  const isBlank = name.trim() === '';
  throwIfAny([
    ...(isBlank ? [{ pointer: '/name', detail: 'name must not be empty' }] : []),
    ...lengthFaults(name, limits.experimentName, '/name'),
  ]);
}

/** @throws ValidationFailedError when `at` is no instant in ms since 1970 */
export function checkInstant(at: number, pointer: string): void {
  throwIfAny(instantFaults(at, pointer));
}

function metricFaults({ key, value, timestamp, step }: MetricPoint, pointer: string): FieldFault[] {
  const faults = [...keyFaults(key, `${pointer}/key`), ...instantFaults(timestamp, `${pointer}/timestamp`)];
  if (typeof value !== 'number') {
    faults.push({ pointer: `${pointer}/value`, detail: `value of "${key}" must be a number` });
  }
  if (!Number.isSafeInteger(step)) {
    faults.push({ pointer: `${pointer}/step`, detail: `step of "${key}" must be an integer, not ${step}` });
  }
  return faults;
}

function instantFaults(at: number, pointer: string): FieldFault[] {
  if (Number.isSafeInteger(at) && at >= 0 && at <= lastInstant) return [];
  return [{ pointer, detail: `${pointer.slice(1)} must be milliseconds since 1970, not ${at}` }];
}

function datasetFaults(dataset: Dataset, pointer: string): FieldFault[] {
  const required = { name: limits.datasetName, digest: limits.datasetDigest, source: limits.datasetSource };
  return [
    ...Object.entries(required).flatMap(([field, most]) => {
      const value = dataset[field as keyof typeof required];
      if (value === '') return [{ pointer: `${pointer}/${field}`, detail: `${field} must not be empty` }];
      return lengthFaults(value, most, `${pointer}/${field}`);
    }),
    ...lengthFaults(dataset.schema ?? '', limits.datasetSchema, `${pointer}/schema`),
    ...lengthFaults(dataset.profile ?? '', limits.datasetProfile, `${pointer}/profile`),
  ];
}

function tagFaults(key: string, value: string, pointer = '/tags'): FieldFault[] {
  return [...keyFaults(key, pointer), ...lengthFaults(value, limits.tagValue, `${pointer}/${key}`)];
}

/** Keys are paths too: clients keep them as files. */
function keyFaults(key: string, pointer: string): FieldFault[] {
  const allowed = 'letters, digits, _ - . : / and spaces';
  if (key === '') return [{ pointer, detail: 'a key must not be empty' }];
  if (!keyPattern.test(key)) return [{ pointer, detail: `key "${key}" may hold ${allowed} only` }];
  const isPlain = key.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPlain)
    return [{ pointer, detail: `key "${key}" must be a plain relative path: no empty part, "." or ".."` }];
  return lengthFaults(key, limits.key, pointer);
}

function lengthFaults(text: string, most: number, pointer: string): FieldFault[] {
  if (text.includes('\0')) return [{ pointer, detail: `${pointer} must not hold the character U+0000` }];
  if (text.length <= most) return [];
  return [{ pointer, detail: `${pointer} has ${text.length} characters, ${most} at the most` }];
}

function tooMany(pointer: string, count: number, most: number): FieldFault[] {
  if (count <= most) return [];
  return [
    {
      pointer,
      detail: `${pointer === '' ? 'the batch' : pointer} has ${count} entries, ${most} at the most`,
    },
  ];
}

function throwIfAny(faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw new ValidationFailedError(faults.slice(0, 20));
}
