import { searchText } from '../../search-text.js';

/** A movie as far as it can be recognised. */
export interface NamedMovie {
  title: string;
  year: number | null;
}

const leastCommonWords = 0.5;

/**
 * Whether two titles may be of one movie: the same words whatever their case, accents, punctuation and place of the
 * article; or half of all their words in common; or one within the other, as an alternative title is. The years may
 * differ by one.
 */
export function isSameTitle(a: NamedMovie, b: NamedMovie): boolean {
  if (a.year !== null && b.year !== null && Math.abs(a.year - b.year) > 1) return false;
  const [left, right] = [wordsOf(a.title), wordsOf(b.title)];
  const common = [...left].filter((word) => right.has(word)).length;
  const smaller = Math.min(left.size, right.size);
  if (smaller === 0) return a.title.trim() === b.title.trim();
  return common === smaller || common / (left.size + right.size - common) >= leastCommonWords;
}

function wordsOf(title: string): Set<string> {
  return new Set(searchText(title).split(' ').filter(Boolean));
}

/** What a title is looked up by, the best first: all of it, then without what is in parentheses; each with its year. */
export function titleKeys({ title, year }: NamedMovie): string[] {
  const whole = searchText(title);
  const short = searchText(title.replace(/\s*\([^)]*\)/gu, ''));
  return [...new Set([whole, short])].filter(Boolean).map((text) => `${text} ${year ?? '-'}`);
}

/** Whether a title was made up for a movie that no source has named. */
export function isMadeUpTitle({ title, year }: NamedMovie): boolean {
  return year === null && /^(?:Film|Movie) \S+$/u.test(title);
}
