export type TextEncoding = 'utf-8' | 'latin1';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @returns null when `bytes` are no UTF-8; every byte is a letter of latin-1 */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding): string | null {
  if (encoding === 'latin1') return decodeLatin1(bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

/** Shows any bytes to a person, whatever their encoding. */
export function decodeLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** The same bytes without the byte order mark that some editors put first. */
export function withoutByteOrderMark(bytes: Buffer): Buffer {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return marked ? bytes.subarray(3) : bytes;
}
