import type { Job } from '../../lib/api-types';

interface Interval {
  value: number;
  low: number;
  high: number;
}

/** The result of a job that judges a model by the log. */
export interface OffPolicyResult {
  modelVersion: number;
  lists: number;
  skipped: number;
  explored: number;
  verdict: string;
  estimate: {
    places: number;
    people: number;
    logged: Interval;
    ips: Interval;
    snips: Interval | null;
    difference: Interval | null;
    effectiveSampleSize: number;
    meanWeight: number;
    clippedShare: number;
  };
}

/** null while the job has none. */
export function resultOf(job: Job | undefined): OffPolicyResult | null {
  return job?.state === 'succeeded' && job.result ? (job.result as unknown as OffPolicyResult) : null;
}
