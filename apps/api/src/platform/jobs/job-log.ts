import type { JobLogLevel } from './job.js';
import type { NewLogLine } from './job-logs.repository.js';

/** Lines that one attempt may log; graver ones have some more room, and the engine's own always fit. */
const maxLines = 2_000;
const maxGraveLines = 2_500;
const maxMessageLength = 4_000;

/** The log of one attempt, on its way to the database. */
export class JobLog {
  private pending: NewLogLine[] = [];
  private count = 0;
  private isFull = false;

  constructor(
    private readonly attempt: number,
    private readonly now: () => Date,
  ) {}

  add(step: string, level: JobLogLevel, message: string): void {
    const isGrave = level === 'warn' || level === 'error';
    if (this.count < (isGrave ? maxGraveLines : maxLines)) this.addAnyway(step, level, message);
    else if (!this.isFull) {
      this.isFull = true;
      this.addAnyway(
        'engine',
        'warn',
        `This attempt has logged ${this.count} lines; further ones are left out.`,
      );
    }
  }

  /** What the engine itself says of the job. */
  addAnyway(step: string, level: JobLogLevel, message: string): void {
    this.count += 1;
    // PostgreSQL's text holds no NUL.
    const text = (value: string): string => value.replaceAll('\0', '�');
    const short = message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)} …` : message;
    this.pending.push({
      attempt: this.attempt,
      step: text(step).slice(0, 200),
      level,
      message: text(short),
      at: this.now(),
    });
  }

  /** Takes what was not written yet. */
  drain(): NewLogLine[] {
    return this.pending.splice(0);
  }

  /** Gives back what could not be written, to be tried again; bounded. */
  giveBack(lines: readonly NewLogLine[]): void {
    this.pending = [...lines, ...this.pending].slice(0, maxGraveLines);
  }
}
