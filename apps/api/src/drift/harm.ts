import type { OnlineErrorCohort, OnlineErrorGroup, PairedComparison } from '../metrics/index.js';

/** What a change costs: the champion's error on the ratings that came, beside what its training promised. */
export interface Harm {
  verdict: 'harm' | 'no-harm' | 'insufficient-data';
  /** One sentence. */
  summary: string;
  /** The champion on the ratings that came since it serves; null: none was judged. */
  online: OnlineErrorGroup | null;
  /** By people and films, the costliest first. */
  cohorts: OnlineErrorCohort[];
  /** Beside the version that served before, on the same ratings. */
  besidePrevious: (PairedComparison & { otherVersion: number }) | null;
}

export interface HarmBounds {
  /** Excess of the online RMSE over the promised one from which on it is harm. */
  excess: number;
  /** Ratings below which nothing is said. */
  minimumRatings: number;
}

/**
 * Harm is an online RMSE that exceeds the promised one by `excess`, with the lower end of its interval above the promise:
 * neither a few unlucky ratings nor a sure trifle.
 */
export function judgeHarm(
  online: OnlineErrorGroup | null,
  cohorts: readonly OnlineErrorCohort[],
  besidePrevious: Harm['besidePrevious'],
  { excess: bound, minimumRatings }: HarmBounds,
): Harm {
  const sorted = [...cohorts].sort((a, b) => (b.excess ?? -Infinity) - (a.excess ?? -Infinity));
  const rest = { online, cohorts: sorted, besidePrevious };
  if (!online || online.ratings < minimumRatings || online.rmse === null || online.rmseLower === null) {
    const seen = online?.ratings ?? 0;
    const summary = `Too few ratings were predicted before they came to tell what it costs: ${seen} of ${minimumRatings}.`;
    return { verdict: 'insufficient-data', summary, ...rest };
  }
  const { rmse, excess, promised, ratings, rmseLower } = online;
  if (excess === null || promised.rmse === null) {
    return {
      verdict: 'insufficient-data',
      summary: 'The champion has promised no RMSE to compare with.',
      ...rest,
    };
  }
  const harmful = excess >= bound && rmseLower > promised.rmse;
  const than = `${rmse.toFixed(3)} on ${ratings} ratings as they came, against ${promised.rmse.toFixed(3)} promised`;
  const summary = harmful
    ? `The champion is ${percent(excess)} more wrong than its training promised: RMSE ${than}.${worst(sorted)}`
    : `The champion keeps its promise: RMSE ${than}.`;
  return { verdict: harmful ? 'harm' : 'no-harm', summary, ...rest };
}

const cohortWords: Record<string, string> = {
  cold: 'people with fewer than 20 ratings',
  medium: 'people with 20 to 99 ratings',
  heavy: 'people with 100 ratings or more',
  head: 'well-known films',
  tail: 'rarely rated films',
};

function worst(cohorts: readonly OnlineErrorCohort[]): string {
  const [first] = cohorts.filter(({ excess, ratings }) => excess !== null && ratings >= 30);
  if (!first) return '';
  return ` It is worst for ${cohortWords[first.cohort] ?? first.cohort}: RMSE ${first.rmse!.toFixed(3)}.`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
