import type { Job } from '../../lib/api-types';

/** What came of training a run's model once more. */
export interface Reproduction {
  identical: boolean;
  /** Whether the code that makes models is that of the run. */
  sameCode: boolean;
  expectedSha256: string;
  actualSha256: string;
  seconds: number;
}

/** Reads the outcome out of a finished reproduction; null while there is none. */
export function reproductionOf(job: Job): Reproduction | null {
  const result = job.result as Partial<Reproduction> | null;
  if (typeof result?.identical !== 'boolean') return null;
  return {
    identical: result.identical,
    sameCode: result.sameCode ?? false,
    expectedSha256: result.expectedSha256 ?? '',
    actualSha256: result.actualSha256 ?? '',
    seconds: result.seconds ?? 0,
  };
}
