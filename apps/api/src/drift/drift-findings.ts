import { verdictSentence, type ReportWindow } from '@marquee/drift';
import type { CohortDrift } from './cohort-drift.js';
import type { Comparison, Rules } from './drift-comparison.js';
import type { WindowFacts } from './window-facts.js';

/** What moved, and for whom: everything that a comparison of two windows found. */
export interface DriftFindings extends Comparison {
  rules: Rules;
  referenceWindow: ReportWindow;
  currentWindow: ReportWindow;
  /** Different people in the current window, or in the sample of it. */
  currentPeople: number;
  computedAtMs: number;
  /** Name and version of the champion; null when there is none. */
  model: string | null;
  modelVersion: number | null;
  cohorts: CohortDrift[];
  facts: WindowFacts;
}

/** The verdict on the data in a sentence. */
export function dataSentence({
  drift,
  rules,
  currentWindow,
  currentPeople,
  multivariate,
}: DriftFindings): string {
  if (rules === 'evidently') return verdictSentence(drift);
  if (drift.verdict === 'insufficient-data') {
    const what = `${currentWindow.rows} ${currentWindow.rows === 1 ? 'rating' : 'ratings'} of ${currentPeople} people`;
    return `There are too few data to tell: ${what} to compare, at least 100 of 20 people are needed.`;
  }
  if (drift.verdict === 'drift' && drift.driftedShare < drift.driftShare && multivariate.auc !== null) {
    const alone = `${drift.driftedColumns} of ${drift.testedColumns} columns changed by themselves`;
    return `The data have drifted: a new rating can be told from an old one in ${Math.round(multivariate.auc * 100)} of 100 pairs; ${alone}.`;
  }
  return verdictSentence(drift);
}
