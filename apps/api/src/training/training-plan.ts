import { isRankingMetric, metricLabels, modelKinds, type MetricName } from '@marquee/recommender';
import {
  estimateCost,
  similarityBytes,
  type CostEstimate,
  type DataSize,
  type PastFit,
} from './cost-model.js';
import type { Candidate } from './training-run.js';

/** A candidate with what it is expected to take. */
export interface PlannedCandidate extends Candidate {
  estimate: CostEstimate;
}

/** A candidate that is not trained, and why. */
export interface SkippedCandidate extends Candidate {
  estimatedSeconds: number;
  reason: string;
}

export interface TrainingPlan {
  /** To be trained, in this order. */
  candidates: PlannedCandidate[];
  skipped: SkippedCandidate[];
}

export interface PlanOptions {
  size: DataSize;
  /** Newest first. */
  past: readonly PastFit[];
  primaryMetric: MetricName;
  /** null: whatever they take. */
  budgetSeconds: number | null;
}

/** The most that one matrix of similarities may take; the library's own limit. */
const maxSimilarityBytes = 2 * 1024 ** 3;

/**
 * Which of `wanted`, the first to be given time first, are trained: those that the primary metric can judge, that fit into
 * memory, and whose estimates together fit into the budget. The first that can be judged is trained whatever it takes.
 */
export function planTraining(wanted: readonly Candidate[], options: PlanOptions): TrainingPlan {
  const plan: TrainingPlan = { candidates: [], skipped: [] };
  let plannedSeconds = 0;
  for (const candidate of wanted) {
    const estimate = estimateCost(candidate, options.size, options.past);
    const reason =
      cannotBeJudged(candidate, options) ??
      doesNotFit(candidate, options) ??
      (plan.candidates.length > 0 ? isTooLong(estimate, plannedSeconds, options) : null);
    if (reason !== null) {
      plan.skipped.push({ ...candidate, estimatedSeconds: estimate.seconds, reason });
    } else {
      plannedSeconds += estimate.seconds;
      plan.candidates.push({ ...candidate, estimate });
    }
  }
  return plan;
}

function cannotBeJudged({ kind }: Candidate, { primaryMetric }: PlanOptions): string | null {
  const output = modelKinds.find((one) => one.kind === kind)?.output;
  return output === 'preference' && !isRankingMetric(primaryMetric)
    ? `It orders films and predicts no ratings: ${metricLabels[primaryMetric]} cannot judge it.`
    : null;
}

function doesNotFit(candidate: Candidate, { size }: PlanOptions): string | null {
  const bytes = similarityBytes(candidate, size);
  return bytes > maxSimilarityBytes
    ? `Its similarities would take ${(bytes / 1e9).toFixed(1)} GB, more than ${(maxSimilarityBytes / 1e9).toFixed(1)} GB.`
    : null;
}

function isTooLong(
  { seconds, basis }: CostEstimate,
  plannedSeconds: number,
  { budgetSeconds }: PlanOptions,
): string | null {
  if (budgetSeconds === null || plannedSeconds + seconds <= budgetSeconds) return null;
  const left = Math.max(0, budgetSeconds - plannedSeconds);
  const source = basis === 'measured' ? 'by its earlier runs' : 'by an estimate';
  return `It takes about ${inSeconds(seconds)} ${source}; ${inSeconds(left)} of the budget of ${inSeconds(budgetSeconds)} are left.`;
}

/** "0.4 s", "12 s" */
export const inSeconds = (seconds: number): string => `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
