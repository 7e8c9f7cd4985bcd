/** What is done about a report. */
export const actions = ['ignore', 'alert', 'retrain', 'rollback'] as const;
export type Action = (typeof actions)[number];

export interface PolicySettings {
  /** Whether reports are made and acted upon without anybody asking. */
  enabled: boolean;
  /** Hours between two reports that nobody asks for; ratings that bring one earlier. */
  reportEveryHours: number;
  reportEveryRatings: number;
  /** Share of drifted columns from which on an alert is raised, and below which it is over. */
  alertDriftShare: number;
  clearDriftShare: number;
  /** Excess of the online RMSE over the promised one from which on it is harm, and below which it is over. */
  harmExcess: number;
  clearExcess: number;
  /** Current ratings below which nothing is done. */
  minimumRatings: number;
  /** Whether a training may be started, and the hours before the next. */
  retrain: boolean;
  retrainCooldownHours: number;
  /** Whether the champion may be taken back, from which excess on, and the hours before the next time. */
  rollback: boolean;
  rollbackExcess: number;
  rollbackCooldownHours: number;
}

export const defaultPolicy: PolicySettings = {
  enabled: true,
  reportEveryHours: 24,
  reportEveryRatings: 1000,
  alertDriftShare: 0.5,
  clearDriftShare: 0.3,
  harmExcess: 0.05,
  clearExcess: 0.02,
  minimumRatings: 300,
  retrain: true,
  retrainCooldownHours: 6,
  rollback: true,
  rollbackExcess: 0.15,
  rollbackCooldownHours: 24,
};

/** What a decision is made from. */
export interface PolicyCase {
  verdict: 'drift' | 'no-drift' | 'insufficient-data';
  driftShare: number;
  currentRatings: number;
  harm: 'harm' | 'no-harm' | 'insufficient-data';
  excess: number | null;
  /** Whether the version that served before would have been surely better on the same ratings; null: unknown. */
  previousBetter: boolean | null;
  /** Whether there is a version to go back to. */
  canRollBack: boolean;
  alerting: boolean;
  retrainedAt: Date | null;
  rolledBackAt: Date | null;
  now: Date;
}

export interface PolicyDecision {
  action: Action;
  /** A sentence for the report. */
  reason: string;
  alert: 'raise' | 'keep' | 'resolve' | 'none';
}

/**
 * The rule. Too few ratings: nothing. A champion that is far worse than promised, and than the version before would have
 * been, is taken back. Harm has a training started, as have drifted data once they are many, unless one was started
 * lately. An alert is raised meanwhile; it is over only when the champion clearly keeps its promise again or, where that is
 * not known, when the data clearly look as before.
 */
export function decidePolicy(settings: PolicySettings, seen: PolicyCase): PolicyDecision {
  const alert = alertFor(settings, seen);
  const tooFew = tooFewReason(settings, seen);
  if (tooFew) return { action: 'ignore', reason: tooFew, alert: seen.alerting ? 'keep' : 'none' };
  const back = rollbackReason(settings, seen);
  if (back) return { action: 'rollback', reason: back, alert: 'raise' };
  const cause = causeOf(settings, seen);
  if (cause === null) {
    const calm =
      alert === 'keep' ? 'Better, but not yet clearly over.' : 'Neither drift nor harm calls for anything.';
    return { action: 'ignore', reason: calm, alert };
  }
  if (!settings.retrain)
    return { action: 'alert', reason: `${cause} Trainings by this rule are off.`, alert };
  const waits = cooldown(seen.retrainedAt, settings.retrainCooldownHours, seen.now);
  if (waits) return { action: 'alert', reason: `${cause} A training was started ${waits}.`, alert };
  return { action: 'retrain', reason: cause, alert };
}

function tooFewReason({ minimumRatings }: PolicySettings, seen: PolicyCase): string | null {
  if (seen.currentRatings < minimumRatings)
    return `Too little has come to act upon: ${seen.currentRatings} ratings, ${minimumRatings} are needed.`;
  return seen.verdict === 'insufficient-data'
    ? 'Nothing is done while there are too few data to tell.'
    : null;
}

/** Drift that is known to cost nothing calls nobody. */
function alertFor(
  { alertDriftShare, clearDriftShare, clearExcess }: PolicySettings,
  { verdict, driftShare, harm, excess, alerting }: PolicyCase,
): PolicyDecision['alert'] {
  const drifted = verdict === 'drift' || driftShare >= alertDriftShare;
  if (harm === 'harm' || (drifted && harm !== 'no-harm')) return 'raise';
  if (!alerting) return 'none';
  const over = harm === 'no-harm' ? (excess ?? 0) < clearExcess : driftShare < clearDriftShare;
  return over ? 'resolve' : 'keep';
}

function causeOf(
  { alertDriftShare }: PolicySettings,
  { harm, verdict, driftShare }: PolicyCase,
): string | null {
  const share = `${Math.round(driftShare * 100)} % of the columns moved`;
  const drifted = verdict === 'drift' || driftShare >= alertDriftShare;
  if (harm === 'harm') return drifted ? `Harm, and ${share}.` : 'The champion is more wrong than promised.';
  if (!drifted) return null;
  // The data moved, but the champion is known to cope with it.
  return harm === 'no-harm' ? null : `The data moved (${share}), and what it costs is not known.`;
}

function rollbackReason(settings: PolicySettings, seen: PolicyCase): string | null {
  const { harm, excess, previousBetter, canRollBack } = seen;
  if (!settings.rollback || !canRollBack || harm !== 'harm' || excess === null) return null;
  if (excess < settings.rollbackExcess || previousBetter !== true) return null;
  if (cooldown(seen.rolledBackAt, settings.rollbackCooldownHours, seen.now)) return null;
  return `The champion is ${Math.round(excess * 100)} % more wrong than promised, and the version before it would have been better on the same ratings.`;
}

/** null: it is over, or there was none; otherwise how long ago, in words. */
function cooldown(at: Date | null, hours: number, now: Date): string | null {
  if (!at) return null;
  const agoHours = (now.getTime() - at.getTime()) / 3_600_000;
  if (agoHours >= hours) return null;
  return agoHours < 1
    ? `${Math.max(1, Math.round(agoHours * 60))} minutes ago`
    : `${Math.round(agoHours)} hours ago`;
}
