import type { ScheduleRun } from '../../lib/api-types';

export type RunOutcome = 'succeeded' | 'failed' | 'cancelled' | 'running' | 'skipped';

/** What a firing came to, in one word: the end of its job, or that there was none. */
export function runOutcome({ outcome, jobState }: Pick<ScheduleRun, 'outcome' | 'jobState'>): RunOutcome {
  if (outcome === 'failed-to-start') return 'failed';
  if (outcome !== 'started') return 'skipped';
  if (jobState === null || jobState === 'queued' || jobState === 'running') return 'running';
  return jobState;
}

export const outcomeColour: Record<RunOutcome, string> = {
  succeeded: 'var(--mantine-color-teal-6)',
  failed: 'var(--mantine-color-red-6)',
  cancelled: 'var(--mantine-color-gray-5)',
  running: 'var(--mantine-color-blue-5)',
  skipped: 'transparent',
};
