import type { JobState } from '../jobs/job.js';

/** `skip`: a time that was missed is recorded and left out; `run-once`: it is made up for, once, within the grace. */
export const misfirePolicies = ['skip', 'run-once'] as const;
export type MisfirePolicy = (typeof misfirePolicies)[number];

export interface ScheduleSettings {
  name: string;
  /** A kind of job that says that it may be scheduled. */
  kind: string;
  cron: string;
  timeZone: string;
  /** What each job is started with. */
  params: Record<string, unknown>;
  description: string;
  enabled: boolean;
  misfirePolicy: MisfirePolicy;
  /** How late a missed time may still be made up for. */
  misfireGraceSeconds: number;
  /** Pauses by itself after so many failures in a row; null: never. */
  maxFailures: number | null;
  /** An alert is raised when a job has not ended so long after its time; null: as its kind says. */
  deadlineSeconds: number | null;
}

export interface Schedule extends ScheduleSettings {
  nextRunAt: string | null;
  lastRunAt: string | null;
  consecutiveFailures: number;
  /** Why it paused by itself; null when it did not. */
  pausedReason: string | null;
}

export const scheduleOutcomes = [
  'started',
  'skipped-unhealthy',
  'skipped-overlap',
  'skipped-no-data',
  'skipped-misfire',
  'failed-to-start',
] as const;
export type ScheduleOutcome = (typeof scheduleOutcomes)[number];

export const scheduleTriggers = ['cron', 'misfire', 'manual'] as const;
export type ScheduleTrigger = (typeof scheduleTriggers)[number];

export interface ScheduleRun {
  scheduledFor: string;
  firedAt: string;
  trigger: ScheduleTrigger;
  /** What came of the firing. */
  outcome: ScheduleOutcome;
  jobId: string | null;
  detail: string | null;
  /** What came of the job. */
  jobState: JobState | null;
  failureReason: string | null;
  finishedAt: string | null;
  /** From its first start to its end, or to now. */
  durationSeconds: number | null;
}

export const defaultSettings: Omit<ScheduleSettings, 'name' | 'kind' | 'cron' | 'timeZone'> = {
  params: {},
  description: '',
  enabled: true,
  misfirePolicy: 'skip',
  misfireGraceSeconds: 3600,
  maxFailures: 3,
  deadlineSeconds: null,
};
