import { isRankingMetric, metricLabels, modelKinds, type MetricName } from '@marquee/recommender';
import { estimateSeconds, similarityBytes, type DataSize } from './cost-model.js';
import { configHash } from './training-config.js';
import type { Candidate } from './training-run.js';

/**
 * Why a candidate is trained: `core` are the models that every training compares, `serving` those of the champion and the
 * challenger, `extra` those that the budget allows besides, `named` those that a caller asked for.
 */
export const candidateRoles = ['core', 'serving', 'extra', 'named'] as const;
export type CandidateRole = (typeof candidateRoles)[number];

/** A candidate as it is asked for, with why. */
export interface WantedCandidate extends Candidate {
  role: CandidateRole;
}

/** A candidate with what it is expected to take. */
export interface PlannedCandidate extends WantedCandidate {
  estimatedSeconds: number;
  /** Why it is trained, in a sentence. */
  reason: string;
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
  primaryMetric: MetricName;
  /** Estimated seconds of all candidates together; null: whatever they take. */
  budgetSeconds: number | null;
}

/** The most that one matrix of similarities may take; the library's own limit. */
const maxSimilarityBytes = 2 * 1024 ** 3;

/**
 * Decides which of `wanted` are trained, from the data's size and the settings alone: the same call gives the same plan,
 * however busy the machine is and whatever earlier trainings took.
 *
 * Core and serving models are trained whatever the budget is; only what cannot be judged by the metric or does not fit into
 * memory is left out. Extras and named candidates follow in their order as long as their estimates fit into what is left of the
 * budget; the first named one is trained whatever it takes.
 */
export function planTraining(wanted: readonly WantedCandidate[], options: PlanOptions): TrainingPlan {
  const isFixed = ({ role }: WantedCandidate): boolean => role === 'core' || role === 'serving';
  const plan: TrainingPlan = { candidates: [], skipped: [] };
  let plannedSeconds = 0;
  const models = new Set<string>();
  for (const asked of [...wanted.filter(isFixed), ...wanted.filter((one) => !isFixed(one))]) {
    const candidate = fittingForm(asked, options);
    const { role, ...plain } = candidate;
    // Two forms of a model may come to the same.
    if (role !== 'named' && models.has(configHash(candidate))) continue;
    models.add(configHash(candidate));
    const estimatedSeconds = estimateSeconds(candidate, options.size);
    const isFree = isFixed(candidate) || (role === 'named' && plan.candidates.length === 0);
    const refusal =
      cannotBeJudged(candidate, options) ??
      doesNotFit(candidate, options) ??
      (isFree ? null : isTooLong(estimatedSeconds, plannedSeconds, options));
    if (refusal !== null) plan.skipped.push({ ...plain, estimatedSeconds, reason: refusal });
    else {
      plannedSeconds += estimatedSeconds;
      plan.candidates.push({ ...candidate, estimatedSeconds, reason: reasons[role] });
    }
  }
  return plan;
}

const reasons: Record<CandidateRole, string> = {
  core: 'Part of every comparison.',
  serving: 'The kind of model that serves or is next in line.',
  extra: 'Fits into the budget.',
  named: 'Asked for.',
};

/**
 * Up to so many users, a model of neighbours compares each with each. Beyond, neighbours are that many users with the most
 * ratings: time and memory no longer grow with the square of the users.
 */
const maxComparedUsers = 10_000;

/** The usual candidates that compare users do so within time and memory; what a caller names stays as it is. */
function fittingForm(candidate: WantedCandidate, { size }: PlanOptions): WantedCandidate {
  const { kind, name, role, hyperparameters } = candidate;
  const comparesUsers = kind.startsWith('knn-') && hyperparameters.userBased !== false;
  const isUsual = role === 'core' || role === 'extra';
  if (!comparesUsers || !isUsual || size.users <= maxComparedUsers) return candidate;
  return {
    ...candidate,
    name: `${name} (neighbours sampled)`,
    hyperparameters: { ...hyperparameters, neighbourSample: maxComparedUsers },
  };
}

function cannotBeJudged({ kind }: Candidate, { primaryMetric }: PlanOptions): string | null {
  const output = modelKinds.find((one) => one.kind === kind)?.output;
  return output === 'preference' && !isRankingMetric(primaryMetric)
    ? `It orders movies and predicts no ratings: ${metricLabels[primaryMetric]} cannot judge it.`
    : null;
}

function doesNotFit(candidate: Candidate, { size }: PlanOptions): string | null {
  const bytes = similarityBytes(candidate, size);
  return bytes > maxSimilarityBytes
    ? `Its similarities would take ${(bytes / 1e9).toFixed(1)} GB, more than ${(maxSimilarityBytes / 1e9).toFixed(1)} GB.`
    : null;
}

function isTooLong(seconds: number, plannedSeconds: number, { budgetSeconds }: PlanOptions): string | null {
  if (budgetSeconds === null || plannedSeconds + seconds <= budgetSeconds) return null;
  const left = Math.max(0, budgetSeconds - plannedSeconds);
  return `It is estimated at ${inSeconds(seconds)}; ${inSeconds(left)} of the budget of ${inSeconds(budgetSeconds)} are left.`;
}

/** "0.4 s", "12 s" */
const inSeconds = (seconds: number): string => `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
