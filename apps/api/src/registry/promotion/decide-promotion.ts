import { byMetric, holm, type MetricName, type OutcomeComparison } from '@marquee/recommender';
import { evidenceOf, type Evidence, type HeldOutEvidence } from './evidence.js';
import { isFloor } from './floors.js';
import { checkGuardrails, type GuardedModel, type GuardrailResult } from './guardrails.js';
import type { PromotionPolicy } from './promotion-policy.js';
import { reasonOf } from './promotion-reason.js';

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

/** The current champion, judged on the same held-out ratings. */
export interface ReigningChampion extends GuardedModel {
  version: number;
  kind: string;
  value: number | null;
  /** Ratings that taught it. */
  ratingCount: number;
}

/** A version of an earlier training, judged on the same held-out ratings: it may become the challenger. */
export interface StoredContender {
  version: number;
  kind: string;
  name: string;
  value: number | null;
}

export interface PromotionCase {
  metric: MetricName;
  /** In the order in which they were trained. */
  candidates: readonly PromotionCandidate[];
  contenders?: readonly StoredContender[];
  /** null when there is none. */
  champion: ReigningChampion | null;
  heldOut: HeldOutEvidence;
  /** Ratings that there are now. */
  ratingCount: number;
}

export const candidateVerdicts = [
  'eligible',
  'blocked',
  'not-better',
  'too-few',
  'floor',
  'no-metric',
] as const;
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
  evidence: Evidence;
  /** Of the candidate that shall serve; null: the champion stays. */
  promoted: string | null;
  /** Version or run of the best that does not serve; null when there is none that could. */
  challenger: { version: number | null; runId: string | null } | null;
  /** Best first. */
  candidates: JudgedCandidate[];
  contenders: StoredContender[];
}

/**
 * The rule of promotion. A candidate may serve when its primary metric is a finite number, it is no floor, it fails no
 * guardrail, and
 *
 *   there is no champion, or the champion is a floor or has no such metric; or
 *   there are enough held-out users and ratings to tell models apart, and
 *     it is better by at least the minimum improvement, and a paired test over the same held-out users, Holm-adjusted for
 *     the number of candidates, says that this is no chance (p ≤ alpha); or
 *     the champion is stale, it is the best of those that pass, and is not worse by more than the margin.
 *
 * The best by the metric of those that may, does; where too few are held out to tell, the first that was trained. Equal is
 * not better: the champion stays. Where nothing but a floor could serve and nothing serves, a floor does.
 */
export function decidePromotion(
  { metric, candidates, contenders = [], champion, heldOut, ratingCount }: PromotionCase,
  policy: PromotionPolicy,
): PromotionDecision {
  const better = byMetric(metric);
  const evidence = evidenceOf(heldOut, policy);
  const ranked = [...candidates]
    .map((one) => (evidence.isEnough ? one : { ...one, comparison: null }))
    .sort((a, b) => better(a.value, b.value));
  const pValues = adjustedPValues(ranked, policy);
  const measure =
    champion && !isFloor(champion.kind) ? champion : ranked.find(({ kind }) => kind === 'baseline');
  const isVacant = champion?.value == null || isFloor(champion.kind);
  const judged = ranked.map((candidate, at): JudgedCandidate => {
    const guardrails = checkGuardrails(candidate, measure ?? null, metric, policy);
    const adjustedPValue = pValues[at];
    const verdict = verdictOf({ ...candidate, guardrails, adjustedPValue }, { isVacant, evidence, policy });
    return { ...candidate, adjustedPValue, guardrails, verdict };
  });
  const order = candidates.map(({ runId }) => runId);
  const winner = isVacant
    ? firstChampion(judged, champion, evidence, order)
    : winnerOver(champion, judged, ratingCount, policy);
  return {
    outcome: winner ? 'promoted' : 'kept',
    reason: reasonOf({ metric, judged, winner, champion, evidence, policy }),
    evidence,
    promoted: winner?.runId ?? null,
    challenger: challengerOf(judged, contenders, winner, champion, metric),
    candidates: judged,
    contenders: [...contenders],
  };
}

function verdictOf(
  candidate: Omit<JudgedCandidate, 'verdict'>,
  { isVacant, evidence, policy }: { isVacant: boolean; evidence: Evidence; policy: PromotionPolicy },
): CandidateVerdict {
  if (!Number.isFinite(candidate.value)) return 'no-metric';
  if (isFloor(candidate.kind)) return 'floor';
  if (candidate.guardrails.some(({ verdict }) => verdict === 'failed')) return 'blocked';
  if (isVacant) return 'eligible';
  if (!evidence.isEnough) return 'too-few';
  return isClearlyBetter(candidate, candidate.adjustedPValue, policy) ? 'eligible' : 'not-better';
}

/** Who may serve comes before who fails a guardrail, and that before a floor: something has to serve. */
function firstChampion(
  judged: readonly JudgedCandidate[],
  champion: ReigningChampion | null,
  { isEnough }: Evidence,
  order: readonly string[],
): JudgedCandidate | undefined {
  const inOrder = [...judged].sort((a, b) => order.indexOf(a.runId) - order.indexOf(b.runId));
  const preferred = isEnough ? judged : inOrder;
  const wanted: CandidateVerdict[] = ['eligible'];
  if (champion === null || isFloor(champion.kind)) wanted.push('blocked');
  if (champion === null) wanted.push('floor');
  for (const verdict of wanted) {
    const found = preferred.find((one) => one.verdict === verdict);
    if (found) return found;
  }
  return undefined;
}

function winnerOver(
  champion: ReigningChampion,
  judged: readonly JudgedCandidate[],
  ratingCount: number,
  policy: PromotionPolicy,
): JudgedCandidate | undefined {
  const eligible = judged.find(({ verdict }) => verdict === 'eligible');
  if (eligible || !isStaleChampion(champion, ratingCount, policy)) return eligible;
  const fresh = judged.find(({ verdict }) => verdict === 'not-better');
  return fresh && isNotWorse(fresh, policy) ? fresh : undefined;
}

/**
 * The best by the metric of all versions that were judged, of this training and of earlier ones, besides who serves; those
 * that fail a guardrail come last, and floors are none.
 */
function challengerOf(
  judged: readonly JudgedCandidate[],
  contenders: readonly StoredContender[],
  winner: JudgedCandidate | undefined,
  champion: ReigningChampion | null,
  metric: MetricName,
): PromotionDecision['challenger'] {
  const serves = winner ? winner.version : (champion?.version ?? null);
  const better = byMetric(metric);
  const own = judged
    .filter((one) => one !== winner && one.verdict !== 'no-metric')
    .map(({ runId, version, kind, value, verdict }) => ({
      runId,
      version,
      kind,
      value,
      isBlocked: verdict === 'blocked',
    }));
  const stored = contenders
    .filter(({ value }) => Number.isFinite(value))
    .map(({ version, kind, value }) => ({ runId: null, version, kind, value, isBlocked: false }));
  const [best] = [...own, ...stored]
    .filter(({ version, kind }) => !isFloor(kind) && (version === null || version !== serves))
    .sort((a, b) => Number(a.isBlocked) - Number(b.isBlocked) || better(a.value, b.value));
  return best ? { version: best.version, runId: best.runId } : null;
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
