import { isRankingMetric, type MetricName, type SideEffects } from '@marquee/recommender';
import type { PromotionPolicy } from './promotion-policy.js';

export const guardrailNames = ['coverage', 'popularity', 'coldStart', 'latency'] as const;
export type GuardrailName = (typeof guardrailNames)[number];
export const guardrailVerdicts = ['passed', 'failed', 'not-measured', 'off'] as const;
export type GuardrailVerdict = (typeof guardrailVerdicts)[number];

/** What is known of a model beside its metrics. */
export interface GuardedModel {
  sideEffects: SideEffects | null;
  /** p95 of the time to make one list of ten, in milliseconds. */
  latencyMs: number | null;
}

export interface GuardrailResult {
  guardrail: GuardrailName;
  /** Of the candidate, and of whom it is compared with. */
  value: number | null;
  reference: number | null;
  /** What `value` may not fall below (coverage, NDCG) or exceed (the others). */
  bound: number | null;
  verdict: GuardrailVerdict;
}

/**
 * What a candidate may not spoil, beside the champion, or beside the baseline when nobody reigns. What cannot be measured of
 * both does not hold a candidate back.
 */
export function checkGuardrails(
  candidate: GuardedModel,
  reference: GuardedModel | null,
  metric: MetricName,
  policy: PromotionPolicy,
): GuardrailResult[] {
  const [ours, theirs] = [candidate.sideEffects, reference?.sideEffects];
  const { maxCoverageDrop, maxPopularityRise, maxColdStartLoss, minColdStartUsers, maxLatencyMs } = policy;
  const byList = isRankingMetric(metric);
  const cold = byList ? 'coldNdcgAt10' : 'coldRmse';
  const enough = (ours?.coldUsers ?? 0) >= minColdStartUsers;
  const relative = (
    guardrail: GuardrailName,
    value: number | null | undefined,
    referenceValue: number | null | undefined,
    share: number | null,
    worse: 'lower' | 'higher',
  ): GuardrailResult => {
    const known = value != null && referenceValue != null;
    const bound =
      known && share !== null ? referenceValue * (worse === 'lower' ? 1 - share : 1 + share) : null;
    return judged(guardrail, value ?? null, referenceValue ?? null, bound, worse, share === null);
  };
  return [
    relative('coverage', ours?.coverage, theirs?.coverage, maxCoverageDrop, 'lower'),
    relative('popularity', ours?.averagePopularity, theirs?.averagePopularity, maxPopularityRise, 'higher'),
    relative(
      'coldStart',
      enough ? ours?.[cold] : null,
      theirs?.[cold],
      maxColdStartLoss,
      byList ? 'lower' : 'higher',
    ),
    judged(
      'latency',
      candidate.latencyMs,
      reference?.latencyMs ?? null,
      maxLatencyMs,
      'higher',
      maxLatencyMs === null,
    ),
  ];
}

function judged(
  guardrail: GuardrailName,
  value: number | null,
  reference: number | null,
  bound: number | null,
  worse: 'lower' | 'higher',
  isOff: boolean,
): GuardrailResult {
  const verdict = isOff
    ? 'off'
    : value === null || bound === null
      ? 'not-measured'
      : (worse === 'lower' ? value < bound : value > bound)
        ? 'failed'
        : 'passed';
  return { guardrail, value, reference, bound, verdict };
}
