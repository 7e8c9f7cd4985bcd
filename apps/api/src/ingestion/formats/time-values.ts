/** How the times of a file are written. */
export const timeForms = ['seconds', 'milliseconds', 'microseconds', 'iso-8601', 'none'] as const;
export type TimeForm = (typeof timeForms)[number];

/** Times up to a day from now are taken: clocks differ. */
const toleranceSeconds = 86_400;
/** Numbers from here on are no seconds since 1970 but milliseconds: as seconds they would be after the year 5138. */
const leastMilliseconds = 1e11;
const leastMicroseconds = 1e14;

/** The latest time that a rating may have, seconds since 1970. */
export function latestTime(nowMs: number): number {
  return nowMs / 1000 + toleranceSeconds;
}

/** Numbers below are of a coarser unit than the others of a file, not times of 1970. */
export const leastOf: Record<TimeForm, number> = {
  seconds: 0,
  milliseconds: leastMilliseconds,
  microseconds: leastMicroseconds,
  'iso-8601': 0,
  none: 0,
};

/** Seconds since 1970 are a number divided by this. */
export const unitsPerSecond: Record<Exclude<TimeForm, 'iso-8601' | 'none'>, number> = {
  seconds: 1,
  milliseconds: 1_000,
  microseconds: 1_000_000,
};

/** Recognizes how times are written by the form that most of them have; null when most have none. */
export function sniffTimeForm(texts: readonly string[]): TimeForm | null {
  const counts = new Map<TimeForm, number>();
  let filled = 0;
  for (const text of texts.map((one) => one.trim()).filter((one) => one !== '')) {
    filled += 1;
    const form = formOf(text);
    if (form) counts.set(form, (counts.get(form) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best && best[1] * 2 > filled ? best[0] : null;
}

function formOf(text: string): TimeForm | null {
  if (compactDate.test(text)) return 'iso-8601';
  if (/^\d{1,19}(\.\d+)?$/.test(text)) {
    const value = Number(text);
    return value < leastMilliseconds
      ? 'seconds'
      : value < leastMicroseconds
        ? 'milliseconds'
        : 'microseconds';
  }
  return parseIsoTime(text) === null ? null : 'iso-8601';
}

/** `20030704`: as seconds it would be a time of 1970. */
const compactDate = /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
const iso =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** Seconds since 1970 of an ISO 8601 date or time; without a zone it is UTC. null when it is none. */
export function parseIsoTime(text: string): number | null {
  const plain = text
    .trim()
    .replace(/^(\d{4})\/(\d{2})\/(\d{2})/, '$1-$2-$3')
    .replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  const match = iso.exec(plain);
  if (!match) return null;
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const offset = /^[+-]/.test(zone)
    ? zone.replace(/^([+-]\d{2}):?(\d{2})?$/, (_, h: string, m = '00') => `${h}:${m}`)
    : 'Z';
  const ms = Date.parse(`${date}T${minutes}${seconds.replace(',', '.').slice(0, 7)}${offset}`);
  return Number.isNaN(ms) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date
    ? null
    : ms / 1000;
}

/** `2100-01-01T00:00:00Z`, for messages. */
export function shownTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace('.000Z', 'Z');
}
