const trailingYear = /\s*\(\d{4}(?:[-–]\d{0,4})?\)\s*$/u;
/** "Matrix, The" is how MovieLens writes "The Matrix". */
const trailingArticle =
  /^(.+), (the|a|an|le|la|les|l'|el|los|las|il|lo|gli|i|der|die|das|den|det|en|et|o|os|as|um|uma|un|une)$/u;

/**
 * How a title is compared with what somebody types: lower case, without accents, the year and punctuation, the article
 * first. "Matrix, The (1999)" → "the matrix".
 */
export function searchText(title: string): string {
  const plain = foldText(title.replace(trailingYear, ''));
  return words(plain.replace(trailingArticle, '$2 $1')).join(' ');
}

/** The words of a search, in its order. A year stays a word: titles like "1984" are looked for, too. */
export function searchWords(query: string): string[] {
  return words(foldText(query));
}

const onlyAscii = /^[\x20-\x7e]*$/;

function foldText(text: string): string {
  if (onlyAscii.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l');
}

/** Apostrophes join ("don't" → "dont"), every other mark separates. */
function words(text: string): string[] {
  return text.replace(/['’`]/gu, '').match(/[\p{Letter}\p{Number}]+/gu) ?? [];
}
