import type { LatestMetric, RunWithData } from './run.js';
import type { LatestMetricDto, RunDto } from './runs.dto.js';

/** A run as the API shows it: JSON has no NaN and no infinities. */
export function presentRun({ metrics, inputs: _inputs, ...run }: RunWithData): RunDto {
  const finite = metrics.filter(({ value }) => Number.isFinite(value));
  return { ...run, metrics: Object.fromEntries(finite.map(({ key, value }) => [key, value])) };
}

export function presentMetric({ key, value, step, timestamp, points }: LatestMetric): LatestMetricDto {
  return {
    key,
    value: Number.isFinite(value) ? value : null,
    text: String(value),
    step,
    loggedAt: new Date(timestamp).toISOString(),
    points,
  };
}
