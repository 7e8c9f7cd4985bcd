import { Buffer } from 'node:buffer';

/** Encodings that ratings files come in; `latin1` is read as its superset Windows-1252, as browsers do. */
export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type SourceEncoding = (typeof textEncodings)[number];

/** How the text of a file is written. */
export interface TextShape {
  encoding: SourceEncoding;
  /** What ends a line: `cr` alone needs translation, the others are read as they are. */
  lineEnd: 'lf' | 'cr';
}

/**
 * Recognizes the encoding of a file by its byte order mark, by the zeros of UTF-16 without one, else by whether its beginning is valid
 * UTF-8; and its line ends.
 *
 * @param head   the first bytes of the file
 * @param given  an encoding that the caller knows
 */
export function sniffText(head: Buffer, given?: SourceEncoding): TextShape {
  const encoding = given ?? sniffEncoding(head);
  const text = new TextDecoder(encoding).decode(head.subarray(0, 64 * 1024));
  return { encoding, lineEnd: !text.includes('\n') && text.includes('\r') ? 'cr' : 'lf' };
}

function sniffEncoding(head: Buffer): SourceEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const length = Math.min(head.length, 1000) & ~1;
  for (let at = 0; at < length; at++) if (head[at] === 0) zeros[at & 1] += 1;
  if (zeros[1] > length / 4 && zeros[0] === 0) return 'utf-16le';
  if (zeros[0] > length / 4 && zeros[1] === 0) return 'utf-16be';
  return isUtf8(head) ? 'utf-8' : 'windows-1252';
}

/**
 * Whether bytes are UTF-8, a character cut at their end apart. A single broken line does not make a file Windows-1252: lines are judged
 * one by one, and most of those beyond ASCII must be broken.
 */
function isUtf8(head: Buffer): boolean {
  let [good, broken] = [0, 0];
  for (let start = 0; start < head.length;) {
    const next = head.indexOf(10, start);
    if (next === -1 && start > 0) break;
    const line = head.subarray(start, next === -1 ? head.length : next);
    start = next === -1 ? head.length : next + 1;
    if (line.every((byte) => byte < 0x80)) continue;
    if (line.toString('utf8').slice(0, -1).includes('�')) broken += 1;
    else good += 1;
  }
  return broken <= good;
}

/** The bytes of a file as UTF-8 with line feeds; those that are so already pass through untouched. */
export async function* asPlainText(chunks: AsyncIterable<Buffer>, shape: TextShape): AsyncGenerator<Buffer> {
  if (shape.encoding === 'utf-8' && shape.lineEnd === 'lf') {
    yield* chunks;
    return;
  }
  // UTF-8 is left to the parsers, which reject a line that is none; a decoder would hide it.
  const decoder = shape.encoding === 'utf-8' ? null : new TextDecoder(shape.encoding);
  const convert = (text: string): Buffer =>
    Buffer.from(shape.lineEnd === 'cr' ? text.replaceAll('\r', '\n') : text, 'utf8');
  for await (const chunk of chunks) {
    if (decoder) yield convert(decoder.decode(chunk, { stream: true }));
    else yield replaceByte(chunk, 13, 10);
  }
  const rest = decoder?.decode();
  if (rest) yield convert(rest);
}

function replaceByte(bytes: Buffer, from: number, to: number): Buffer {
  return Buffer.from(bytes.map((byte) => (byte === from ? to : byte)));
}
