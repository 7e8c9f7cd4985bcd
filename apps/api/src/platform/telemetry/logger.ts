import { pino, type Logger as Pino } from 'pino';
import type { AppConfig } from '../config/app-config.js';

/** One event a line: `event` names it, the rest are ids and numbers, never payloads. */
export interface LogEvent {
  event: string;
  /** A sentence for people, where the event's name does not say it all. */
  message?: string;
  err?: unknown;
  [field: string]: unknown;
}

/** The process's log. Levels as STYLE has them: error, someone must act; warn, degraded or healed; info, a state changed. */
export class Logger {
  constructor(
    private readonly write: (level: 'debug' | 'info' | 'warn' | 'error', event: LogEvent) => void,
  ) {}

  debug(event: LogEvent): void {
    this.write('debug', event);
  }
  info(event: LogEvent): void {
    this.write('info', event);
  }
  warn(event: LogEvent): void {
    this.write('warn', event);
  }
  error(event: LogEvent): void {
    this.write('error', event);
  }
}

export function createLogger(config: Pick<AppConfig, 'logLevel' | 'logFormat'>): Logger {
  const destination =
    config.logFormat === 'json' ? undefined : { write: (line: string) => process.stdout.write(toText(line)) };
  const log: Pino = pino({ level: config.logLevel, base: undefined }, destination ?? process.stdout);
  return new Logger((level, { message, ...event }) => log[level](event, message));
}

const plainFields = new Set(['level', 'time', 'event', 'msg', 'err']);

/** `12:03:41  training finished · rmse 0.874` for a terminal. */
function toText(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown> & { time: number; level: number };
  const time = new Date(entry.time).toTimeString().slice(0, 8);
  const what = typeof entry.msg === 'string' ? entry.msg : String(entry.event).replaceAll(/[.-]/g, ' ');
  const fields = Object.entries(entry)
    .filter(([name]) => !plainFields.has(name))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const details = typeof entry.msg === 'string' ? [] : fields;
  const mark = entry.level >= 50 ? '✖ ' : entry.level >= 40 ? '! ' : '';
  const fault = entry.err as { stack?: string; message?: string } | undefined;
  const stack = fault ? `\n${fault.stack ?? fault.message ?? ''}` : '';
  return `${time}  ${mark}${[what, ...details].join(' · ')}${stack}\n`;
}
