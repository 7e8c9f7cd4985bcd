import type { OnlineErrorDay } from '../metrics/index.js';
import type { DriftFindings } from './drift-findings.js';
import type { Harm } from './harm.js';
import type { Action } from './policy.js';

export const triggers = ['schedule', 'person'] as const;
/** Who asked for a report. */
export type Trigger = (typeof triggers)[number];

export const outcomeStates = ['training-failed', 'not-promoted', 'waiting', 'measured'] as const;
export type OutcomeState = (typeof outcomeStates)[number];

/** Whether what was done has helped: the new champion beside the old one on the ratings that came since. */
export interface Outcome {
  state: OutcomeState;
  /** A sentence. */
  summary: string;
  newVersion: number | null;
  /** RMSE of the old champion when the report was made, and of the new one since. */
  before: number | null;
  after: number | null;
  /** RMSE that the old champion would have had on the same ratings as `after`. */
  withoutIt: number | null;
  helped: 'yes' | 'no' | 'unclear' | null;
}

/** What a report says beside its findings. */
export interface ReportBody {
  findings: DriftFindings;
  harm: Harm;
  /** Online errors of the last four weeks by day. */
  days: OnlineErrorDay[];
  reason: string;
  /** Ratings that there were, so that the next report knows how many came. */
  ratingCount: number;
}

export interface StoredReport extends ReportBody {
  id: string;
  createdAt: string;
  trigger: Trigger;
  action: Action;
  /** The training that was started because of it. */
  jobId: string | null;
  outcome: Outcome | null;
}

/** A report in a list. */
export interface ReportSummary {
  id: string;
  createdAt: string;
  trigger: Trigger;
  modelVersion: number | null;
  verdict: 'drift' | 'no-drift' | 'insufficient-data';
  harm: Harm['verdict'];
  driftShare: number;
  currentRatings: number;
  excess: number | null;
  action: Action;
  jobId: string | null;
  outcome: Outcome | null;
}

/** How much a column had moved in each report. */
export interface ColumnTrend {
  column: string;
  points: {
    reportId: string;
    at: string;
    verdict: string;
    effect: number | null;
    lower: number | null;
    upper: number | null;
  }[];
}
