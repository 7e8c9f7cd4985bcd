import { decodeLatin1, decodeText, withoutByteOrderMark, type TextEncoding } from './decode-text.js';
import { UnreadableFileError } from './rejected-line.js';

const lineFeed = 10;
const longestLine = 1 << 20;

export interface TextLine {
  /** Counted from 1. */
  number: number;
  /** Without its line end. Shown as latin-1 where it could not be decoded. */
  text: string;
  /** false: the bytes are not of the encoding. */
  decoded: boolean;
}

/** Cuts bytes into lines as they come. Empty lines are left out, a byte order mark is dropped. */
export async function* textLines(
  file: string,
  chunks: AsyncIterable<Buffer>,
  encoding: TextEncoding,
): AsyncGenerator<TextLine[]> {
  let carry: Buffer = Buffer.alloc(0);
  let number = 0;
  const take = (bytes: Buffer): TextLine => {
    number += 1;
    const line = number === 1 && encoding === 'utf-8' ? withoutByteOrderMark(bytes) : bytes;
    const text = decodeText(line, encoding);
    return { number, text: (text ?? decodeLatin1(line)).replace(/\r$/, ''), decoded: text !== null };
  };
  for await (const chunk of chunks) {
    const bytes = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
    const lines: TextLine[] = [];
    let at = 0;
    for (let end; (end = bytes.indexOf(lineFeed, at)) !== -1; at = end + 1)
      lines.push(take(bytes.subarray(at, end)));
    carry = bytes.subarray(at);
    if (carry.length > longestLine)
      throw new UnreadableFileError(file, `line ${number + 1} is longer than 1 MiB; this is no such file`);
    yield lines.filter(({ text }) => text !== '');
  }
  if (carry.length > 0) yield [take(carry)].filter(({ text }) => text !== '');
}
