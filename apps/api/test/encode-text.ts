export type TestEncoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'latin1';

/** Bytes of `text`; UTF-16 has a byte order mark. */
export function encodeText(text: string, encoding: TestEncoding): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8-bom') return Buffer.from(`\ufeff${text}`);
  if (encoding === 'utf-16le') return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from([...text].map((letter) => windows1252.get(letter) ?? letter.charCodeAt(0)));
}

/** What Windows-1252 has where latin-1 has control characters, as far as tests use it. */
const windows1252 = new Map([
  ['€', 0x80],
  ['–', 0x96],
  ['“', 0x93],
  ['”', 0x94],
]);
