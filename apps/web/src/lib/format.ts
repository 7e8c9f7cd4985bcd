const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const dateOnly = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const dateAndTime = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

const none = '–';

/** 100004 → "100,004". */
export const formatCount = (value: number | null | undefined) => (value == null ? none : whole.format(value));

/** 20000263 → "20M". */
export const formatCompact = (value: number | null | undefined) =>
  value == null ? none : compact.format(value);

/** A number with a fixed count of decimals, such as an RMSE. */
export const formatDecimal = (value: number | null | undefined, decimals = 2) =>
  value == null || !Number.isFinite(value) ? none : value.toFixed(decimals);

/** A share of 1 as a percentage: 0.0164 → "1.64 %"; large shares lose their decimals. */
export function formatShare(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return none;
  const percent = value * 100;
  const decimals = percent === 0 || percent >= 10 ? 0 : percent >= 1 ? 1 : 2;
  return `${percent.toFixed(decimals)} %`;
}

/** A probability: "0.032", or "< 0.001" where more digits would only be noise. */
export function formatPValue(value: number | null | undefined): string {
  if (value == null) return none;
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
}

/** Milliseconds in the unit a person would choose: "12 ms", "3.4 s", "2 min 5 s", "1 h 4 min". */
export function formatDuration(milliseconds: number | null | undefined): string {
  if (milliseconds == null) return none;
  if (milliseconds < 1000)
    return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Bytes in decimal units: 198702078 → "199 MB". */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes == null) return none;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value.toFixed(value < 10 && power > 0 ? 1 : 0)} ${units[power]}`;
}

/** "9 Jan 2015"; a dash for no time. */
export const formatDate = (time: string | null | undefined) =>
  time ? dateOnly.format(new Date(time)) : none;

/** "9 Jan 2015, 14:05" in the reader's own zone; a dash for no time. */
export const formatDateTime = (time: string | null | undefined) =>
  time ? dateAndTime.format(new Date(time)) : none;

/** "3 minutes ago", "in 2 hours", relative to `now`. */
export function formatRelative(time: string | null | undefined, now: Date): string {
  if (!time) return none;
  const seconds = (new Date(time).getTime() - now.getTime()) / 1000;
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const size = Math.abs(seconds);
  if (size < 60) return words.format(Math.round(seconds), 'second');
  if (size < 3600) return words.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return words.format(Math.round(seconds / 3600), 'hour');
  return words.format(Math.round(seconds / 86_400), 'day');
}

/** "1 film", "3 films". */
export const countOf = (count: number, noun: string, plural = `${noun}s`) =>
  `${formatCount(count)} ${count === 1 ? noun : plural}`;

/** MovieLens files articles last and years in the title ("Matrix, The (1999)"); people read "The Matrix". */
export function readableTitle(filed: string): string {
  const title = filed.replace(/ \(\d{4}\)\s*$/, '');
  const match = /^(.*), (The|A|An|Le|La|Les|L'|El|Il|Das|Der|Die)( \(.*\))?$/.exec(title);
  if (!match) return title;
  const [, name, article, rest = ''] = match;
  return `${article}${article.endsWith("'") ? '' : ' '}${name}${rest}`;
}
