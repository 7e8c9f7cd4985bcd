import { EmptyWindowError, WindowsOverlapError } from './errors.js';

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;

/** A stretch of time, from (included) to (not included), as milliseconds since 1970 UTC. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A window with the reason why it was chosen, for people. */
export interface DescribedWindow extends TimeWindow {
  readonly description: string;
}

export interface DriftWindows {
  readonly reference: DescribedWindow;
  readonly current: DescribedWindow;
}

/** What is known about the data when windows are chosen. */
export interface WindowFacts {
  /** Times of the first and last rating there is. */
  readonly firstRatedAtMs: number;
  readonly lastRatedAtMs: number;
  /** Time of the last rating that the champion was trained on; null or left out when there is no champion. */
  readonly trainedThroughMs?: number | null;
}

export interface WindowChoice {
  /**
   * Length of the current window in days, > 0. Left out: since the champion was trained, but 30 at the most; 30 without
   * a champion.
   */
  readonly currentDays?: number;
  /** A window that somebody asked for takes the place of the one that would be chosen. */
  readonly reference?: TimeWindow;
  readonly current?: TimeWindow;
}

/**
 * Chooses the two windows that a drift report compares.
 *
 * - current: the last `currentDays` days of data, counted back from the last rating rather than from today, so
 *   that a data set of the past can be looked at too; it never starts before the end of the champion's data
 *   as long as there is a rating after it; without a length asked for, it is empty when there is none: then there is
 *   nothing yet that the champion has not learnt
 * - reference: what the champion was trained on; without a champion, or when its data reaches into the current
 *   window, everything before the current window
 *
 * @throws EmptyWindowError if a window asked for ends at or before its start
 * @throws WindowsOverlapError if the windows asked for share time
 */
export function chooseWindows(facts: WindowFacts, choice: WindowChoice = {}): DriftWindows {
  const current = choice.current
    ? asked('current', choice.current)
    : choice.currentDays === undefined
      ? sinceTraining(facts)
      : lastDays(facts, choice.currentDays);
  const reference = choice.reference ? asked('reference', choice.reference) : referenceBefore(facts, current);
  if (reference.fromMs < current.toMs && current.fromMs < reference.toMs) {
    throw new WindowsOverlapError(
      `The reference window (${describeSpan(reference)}) overlaps the current one (${describeSpan(current)}).`,
    );
  }
  return { reference, current };
}

function asked(name: string, window: TimeWindow): DescribedWindow {
  if (window.toMs <= window.fromMs) {
    throw new EmptyWindowError(`The ${name} window ends at or before its start.`);
  }
  return { ...window, description: 'as asked for' };
}

function sinceTraining(facts: WindowFacts): DescribedWindow {
  const { lastRatedAtMs, trainedThroughMs } = facts;
  if (trainedThroughMs === null || trainedThroughMs === undefined || trainedThroughMs < lastRatedAtMs) {
    return lastDays(facts, USUAL_DAYS);
  }
  const fromMs = trainedThroughMs + 1;
  return { fromMs, toMs: fromMs + 1, description: 'ratings since the champion was trained' };
}

function lastDays({ lastRatedAtMs, trainedThroughMs }: WindowFacts, days: number): DescribedWindow {
  const toMs = lastRatedAtMs + 1;
  const fromMs = toMs - days * DAY_MS;
  const newSinceMs = (trainedThroughMs ?? -Infinity) + 1;
  if (newSinceMs > fromMs && newSinceMs < toMs) {
    return { fromMs: newSinceMs, toMs, description: 'ratings since the champion was trained' };
  }
  return { fromMs, toMs, description: `the last ${days} ${days === 1 ? 'day' : 'days'} of ratings` };
}

function referenceBefore(facts: WindowFacts, current: TimeWindow): DescribedWindow {
  const { firstRatedAtMs } = facts;
  const trainedToMs = (facts.trainedThroughMs ?? Infinity) + 1;
  const fromMs = Math.min(firstRatedAtMs, current.fromMs);
  if (trainedToMs <= current.fromMs) {
    return {
      fromMs: Math.min(fromMs, trainedToMs),
      toMs: trainedToMs,
      description: 'ratings the champion was trained on',
    };
  }
  return { fromMs, toMs: current.fromMs, description: 'all ratings before the current window' };
}

/** Positions in a list of ratings sorted by time, from (included) to (not included). */
export interface IndexWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * The last `currentCount` of `total` ratings in order of time against those before them.
 *
 * @param referenceCount  how many of those before to take, the latest first; all when left out
 */
export function lastRatings(
  total: number,
  currentCount: number,
  referenceCount = Infinity,
): { reference: IndexWindow; current: IndexWindow } {
  const start = Math.max(0, total - currentCount);
  return {
    reference: { from: Math.max(0, start - referenceCount), to: start },
    current: { from: start, to: total },
  };
}

/** '2018-08-25 to 2018-09-24 (30 days)': the days in UTC that hold the window's first and last moment. */
export function describeSpan({ fromMs, toMs }: TimeWindow): string {
  const day = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);
  const days = Math.max(1, Math.round((toMs - fromMs) / DAY_MS));
  return `${day(fromMs)} to ${day(Math.max(fromMs, toMs - 1))} (${days} ${days === 1 ? 'day' : 'days'})`;
}
