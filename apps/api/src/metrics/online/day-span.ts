import { ValidationFailedError } from '../../platform/http/validation.js';
import type { DaySpan } from './online-metrics.repository.js';

const defaultDays = 30;
const mostDays = 400;
const dayMs = 86_400_000;

/**
 * The days that a request means: 30 to today where it does not say.
 *
 * @throws ValidationFailedError when a day does not exist, or they are no span of 400 days at the most
 */
export function spanOf(given: Partial<DaySpan>, now: Date): DaySpan {
  const to = day(given.to, '/to') ?? new Date(now.toISOString().slice(0, 10)).getTime();
  const from = day(given.from, '/from') ?? to - (defaultDays - 1) * dayMs;
  const days = (to - from) / dayMs + 1;
  if (days < 1 || days > mostDays) {
    throw new ValidationFailedError([
      { pointer: '/from', detail: `from and to span ${days} days, expected 1 to ${mostDays}` },
    ]);
  }
  const text = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  return { from: text(from), to: text(to) };
}

function day(text: string | undefined, pointer: string): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw new ValidationFailedError([{ pointer, detail: `${text} is no day` }]);
  }
  return ms;
}
