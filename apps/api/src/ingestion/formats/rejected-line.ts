/** A line of a source that was left out, and why. */
export interface RejectedLine {
  file: string;
  /** Counted from 1, the header included. */
  line: number;
  reason: string;
  /** What stands there, cut to 200 characters. */
  text: string;
}

const textLimit = 200;

export function shorten(text: string): string {
  return text.length > textLimit ? `${text.slice(0, textLimit)}…` : text;
}

/** Thrown where a whole file cannot be used: no such column, not a text file. */
export class UnreadableFileError extends Error {
  constructor(
    readonly file: string,
    detail: string,
  ) {
    super(`${file}: ${detail}`);
    this.name = 'UnreadableFileError';
  }
}
