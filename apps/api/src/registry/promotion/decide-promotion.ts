import { byMetric, holm, metricLabels, type MetricName, type OutcomeComparison } from '@marquee/recommender';
import { checkGuardrails, type GuardedModel, type GuardrailResult } from './guardrails.js';
import type { PromotionPolicy } from './promotion-policy.js';

/** A new model, judged on the held-out ratings. */
export interface PromotionCandidate extends GuardedModel {
  runId: string;
  version: number | null;
  kind: string;
  name: string;
  /** Of the primary metric; null when it has none: a model of preferences has no RMSE. */
  value: number | null;
  /** With the champion, over the same users; null where they cannot be compared. */
  comparison: OutcomeComparison | null;
}

/** Who reigns, judged on the same held-out ratings. */
export interface ReigningChampion extends GuardedModel {
  version: number;
  value: number | null;
  /** Ratings that taught it. */
  ratingCount: number;
}

export interface PromotionCase {
  metric: MetricName;
  candidates: readonly PromotionCandidate[];
  /** null when nobody reigns. */
  champion: ReigningChampion | null;
  /** Ratings that there are now. */
  ratingCount: number;
}

export const candidateVerdicts = ['eligible', 'blocked', 'not-better', 'no-metric'] as const;
export type CandidateVerdict = (typeof candidateVerdicts)[number];

export interface JudgedCandidate extends PromotionCandidate {
  /** By the test of the policy, adjusted by Holm over the candidates; null where there is no comparison. */
  adjustedPValue: number | null;
  guardrails: GuardrailResult[];
  verdict: CandidateVerdict;
}

export interface PromotionDecision {
  outcome: 'promoted' | 'kept';
  /** A sentence for the history. */
  reason: string;
  /** Of the candidate that shall serve; null: the champion stays. */
  promoted: string | null;
  /** Run of the best candidate that does not serve; null when there is none that could. */
  challenger: string | null;
  /** Best first. */
  candidates: JudgedCandidate[];
}

/**
 * The rule of promotion. A candidate may serve when its primary metric is a finite number, it fails no guardrail, and
 *
 *   nobody reigns, or the champion has no such metric; or
 *   it is better by at least the minimum improvement, and a paired test over the same held-out users, Holm-adjusted for the
 *   number of candidates, says that this is no chance (p ≤ alpha); or
 *   the champion is stale, it is the best of those that pass, and is not worse by more than the margin.
 *
 * The best by the metric of those that may, does. Equal is not better: the champion stays.
 */
export function decidePromotion(
  { metric, candidates, champion, ratingCount }: PromotionCase,
  policy: PromotionPolicy,
): PromotionDecision {
  const better = byMetric(metric);
  const ranked = [...candidates].sort((a, b) => better(a.value, b.value));
  const pValues = adjustedPValues(ranked, policy);
  const reference: GuardedModel | null = champion ?? ranked.find(({ kind }) => kind === 'baseline') ?? null;
  const isStale = champion !== null && isStaleChampion(champion, ratingCount, policy);
  const judged = ranked.map((candidate, at): JudgedCandidate => {
    const guardrails = checkGuardrails(candidate, reference, metric, policy);
    const isBlocked = guardrails.some(({ verdict }) => verdict === 'failed');
    const adjustedPValue = pValues[at];
    const isBetter = champion?.value == null || isClearlyBetter(candidate, adjustedPValue, policy);
    const verdict = !Number.isFinite(candidate.value)
      ? 'no-metric'
      : isBlocked
        ? 'blocked'
        : isBetter
          ? 'eligible'
          : 'not-better';
    return { ...candidate, adjustedPValue, guardrails, verdict };
  });
  const fresh = isStale
    ? judged.find(({ verdict }) => verdict === 'eligible' || verdict === 'not-better')
    : undefined;
  const winner =
    judged.find(({ verdict }) => verdict === 'eligible') ??
    (fresh && isNotWorse(fresh, policy) ? fresh : undefined);
  const others = judged.filter((one) => one !== winner && one.verdict !== 'no-metric');
  return {
    outcome: winner ? 'promoted' : 'kept',
    reason: reasonOf(metric, judged, winner, champion, policy),
    promoted: winner?.runId ?? null,
    challenger: (others.find(({ verdict }) => verdict !== 'blocked') ?? others.at(0))?.runId ?? null,
    candidates: judged,
  };
}

function adjustedPValues(
  ranked: readonly PromotionCandidate[],
  { test }: PromotionPolicy,
): (number | null)[] {
  const compared = ranked.flatMap(({ comparison }) => (comparison ? [comparison] : []));
  const adjusted = holm(
    compared.map(({ improvement, wilcoxonPValue }) =>
      test === 'wilcoxon' ? wilcoxonPValue : improvement.pValue,
    ),
  );
  let next = 0;
  return ranked.map(({ comparison }) => (comparison ? adjusted[next++] : null));
}

function isClearlyBetter(
  { comparison }: PromotionCandidate,
  adjustedPValue: number | null,
  { alpha, minimumImprovement }: PromotionPolicy,
): boolean {
  if (comparison === null || adjustedPValue === null) return false;
  const { mean } = comparison.improvement;
  return mean > 0 && mean >= minimumImprovement * Math.abs(comparison.champion) && adjustedPValue <= alpha;
}

function isStaleChampion(
  champion: ReigningChampion,
  ratingCount: number,
  { staleAfterNewRatings }: PromotionPolicy,
): boolean {
  return (
    staleAfterNewRatings !== null && ratingCount - champion.ratingCount >= staleAfterNewRatings * ratingCount
  );
}

function isNotWorse({ comparison }: PromotionCandidate, { staleMargin }: PromotionPolicy): boolean {
  return comparison !== null && comparison.improvement.low >= -staleMargin * Math.abs(comparison.champion);
}

function reasonOf(
  metric: MetricName,
  judged: readonly JudgedCandidate[],
  winner: JudgedCandidate | undefined,
  champion: ReigningChampion | null,
  policy: PromotionPolicy,
): string {
  const label = metricLabels[metric];
  const best = winner ?? judged.find(({ verdict }) => verdict === 'not-better') ?? judged.at(0);
  if (!best || best.verdict === 'no-metric') return `The challenger has no finite ${label}.`;
  const own = best.value!.toFixed(4);
  if (best.verdict === 'blocked') return `Held back by guardrails: ${label} ${own}, but ${failures(best)}.`;
  if (champion === null) return `First champion, with a held-out ${label} of ${own}.`;
  if (champion.value === null) return `The champion has no ${label}, the challenger has ${own}.`;
  const against = `${label} ${own} against the champion's ${champion.value.toFixed(4)}`;
  const { comparison, adjustedPValue } = best;
  if (comparison === null) return `Not comparable: ${against}, on no common users.`;
  const { low, high, mean } = comparison.improvement;
  const numbers = `${against} on the same held-out ratings of ${comparison.users} users; better by ${mean.toFixed(4)} (95 % interval ${low.toFixed(4)} to ${high.toFixed(4)}, p = ${adjustedPValue!.toFixed(4)} after Holm)`;
  if (winner?.verdict === 'eligible') return `Better: ${numbers}.`;
  if (winner) return `Fresher and not worse: ${numbers}, and the champion is stale.`;
  const wanted = policy.minimumImprovement * Math.abs(comparison.champion);
  const isSmall = mean > 0 && mean < wanted && adjustedPValue! <= policy.alpha;
  return isSmall
    ? `Too little better: ${numbers}; at least ${wanted.toFixed(4)} is asked for.`
    : `Not better: ${numbers}.`;
}

const failureLabels = {
  coverage: 'its lists cover less of the catalogue',
  popularity: 'its lists are more popular films only',
  coldStart: 'it does worse for users with little history',
  latency: 'it takes longer to answer',
} as const;

function failures({ guardrails }: JudgedCandidate): string {
  return guardrails
    .filter(({ verdict }) => verdict === 'failed')
    .map(
      ({ guardrail, value, bound }) =>
        `${failureLabels[guardrail]} (${value!.toPrecision(3)}, the bound is ${bound!.toPrecision(3)})`,
    )
    .join('; ');
}
