import { metricLabels, type MetricName } from '@marquee/recommender';
import type { JudgedCandidate, ReigningChampion } from './decide-promotion.js';
import { whatIsMissing, type Evidence } from './evidence.js';
import { isFloor } from './floors.js';
import type { PromotionPolicy } from './promotion-policy.js';

export interface DecidedCase {
  metric: MetricName;
  /** Best first. */
  judged: readonly JudgedCandidate[];
  winner: JudgedCandidate | undefined;
  champion: ReigningChampion | null;
  evidence: Evidence;
  policy: PromotionPolicy;
}

/** Why the champion is what it is now, in a sentence for the history. */
export function reasonOf(decided: DecidedCase): string {
  const { metric, judged, winner, champion, evidence } = decided;
  const label = metricLabels[metric];
  const best = winner ?? bestOf(judged);
  if (!best || best.verdict === 'no-metric') return `The challenger has no finite ${label}.`;
  const own = best.value!.toFixed(4);
  if (winner && isFloor(winner.kind)) {
    return `First champion for want of another: ${winner.name} is the same for everybody; nothing else could be trained.`;
  }
  if (best.verdict === 'floor') {
    return `Only models that are the same for everybody were trained (${label} ${own}); they never replace a champion.`;
  }
  if (best.verdict === 'blocked' && !winner) {
    return `Held back by guardrails: ${label} ${own}, but ${failures(best)}.`;
  }
  if (champion === null || (winner && isFloor(champion.kind))) return firstReason(decided, best);
  if (champion.value === null) return `The champion has no ${label}, the challenger has ${own}.`;
  if (!evidence.isEnough) return `Too few to tell: ${whatIsMissing(evidence)}. The champion stays.`;
  return comparisonReason(decided, best, champion.value);
}

function bestOf(judged: readonly JudgedCandidate[]): JudgedCandidate | undefined {
  const verdicts = ['not-better', 'too-few', 'blocked', 'floor'] as const;
  for (const wanted of verdicts) {
    const found = judged.find(({ verdict }) => verdict === wanted);
    if (found) return found;
  }
  return judged.at(0);
}

function firstReason({ metric, champion, evidence }: DecidedCase, winner: JudgedCandidate): string {
  const label = metricLabels[metric];
  const role = champion === null ? 'First champion' : 'Replaces a model that is the same for everybody';
  const blocked =
    winner.verdict === 'blocked' ? ` No candidate passes the guardrails: ${failures(winner)}.` : '';
  if (evidence.isEnough) {
    return `${role}, with a held-out ${label} of ${winner.value!.toFixed(4)}.${blocked}`;
  }
  return `${role}, unproven: too few to tell models apart (${whatIsMissing(evidence)}). ${winner.name} is the first by default.${blocked}`;
}

function comparisonReason(
  { metric, winner, policy }: DecidedCase,
  best: JudgedCandidate,
  championValue: number,
): string {
  const against = `${metricLabels[metric]} ${best.value!.toFixed(4)} against the champion's ${championValue.toFixed(4)}`;
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
  popularity: 'its lists are more popular movies only',
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
