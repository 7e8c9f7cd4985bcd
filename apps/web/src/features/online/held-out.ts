import type { DialectReport, Job } from '../../lib/api-types';

/** The result of a job that measures a model on held-out ratings. */
export interface HeldOutReport extends Pick<DialectReport, 'labels' | 'metrics'> {
  modelVersion: number;
  users: number;
}

/** null while the job has none. */
export function heldOutOf(job: Job | undefined): HeldOutReport | null {
  return job?.state === 'succeeded' && job.result ? (job.result as unknown as HeldOutReport) : null;
}
