import { Cron } from 'croner';

/**
 * The first time after `after` that a cron expression names, in a time zone. A wall-clock time that spring skips is fired
 * at the end of the gap, one that autumn repeats is fired the first time only; expressions with a wild-card hour follow
 * elapsed time and so fire in both repeated hours.
 *
 * @returns null when there is none, such as on 31 February
 */
export function nextRunAfter(cron: string, timeZone: string, after: Date): Date | null {
  return parsed(cron, timeZone).nextRun(after);
}

/** The last time before `before` that a cron expression names. */
export function lastRunBefore(cron: string, timeZone: string, before: Date): Date | null {
  return parsed(cron, timeZone).previousRuns(1, before).at(0) ?? null;
}

/** @returns what is wrong with a cron expression, or null */
export function cronFault(cron: string): string | null {
  try {
    if (/^[\d-]+T/.test(cron)) throw new Error('a date is not repeated');
    parsed(cron, 'UTC');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const parsed = (cron: string, timeZone: string): Cron => new Cron(cron, { timezone: timeZone, paused: true });
