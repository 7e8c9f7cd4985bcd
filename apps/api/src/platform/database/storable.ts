/** Text as PostgreSQL can store it: without U+0000 and without halves of surrogate pairs, which U+FFFD stands for. */
export function storableText(text: string): string {
  const plain = text.replaceAll('\0', '\uFFFD');
  return /\p{Surrogate}/u.test(plain) ? Buffer.from(plain).toString() : plain;
}

/** JSON that PostgreSQL can store, whatever text is in `value`: a report must never fail for what it quotes. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? storableText(part) : part,
  );
}
