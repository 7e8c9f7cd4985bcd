import { isLike } from './like.js';
import type { Condition, ItemFacts, NumberValue, Value, ValueOf } from './values.js';

type Compare = (a: number, b: number) => boolean;
/** What is made of words: a text, or genres and tags. */
export type Wordy = ValueOf<'text'> | ValueOf<'words'>;

const numberComparisons: Readonly<Record<string, Compare>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

export const comparisonSigns: readonly string[] = Object.keys(numberComparisons);

/** What may stand on the right of a value, by the type of the value; null where nothing may. */
export function comparableWith(left: Value, sign: string): 'number' | 'text' | null {
  if (left.type === 'number') return 'number';
  return left.type === 'condition' || !['=', '!='].includes(sign) ? null : 'text';
}

/** Comparison of two numbers. Where one is not known only != is true. */
export function comparedNumbers(left: NumberValue, sign: string, right: NumberValue): Condition {
  const compare = numberComparisons[sign];
  return condition((item) => {
    const a = left.of(item);
    const b = right.of(item);
    return a === null || b === null ? sign === '!=' : compare(a, b);
  });
}

/** Equality of texts whatever their case; of genre and tag, whether one of them is the text. */
export function comparedTexts(left: Wordy, sign: string, right: ValueOf<'text'>): Condition {
  const among = oneOfTexts(left, [right]);
  return sign === '=' ? among : negated(among);
}

export function oneOfNumbers(left: NumberValue, values: readonly NumberValue[]): Condition {
  const options = values.map((value) => comparedNumbers(left, '=', value));
  return condition((item) => options.some((option) => option.of(item)));
}

export function oneOfTexts(left: Wordy, values: readonly ValueOf<'text'>[]): Condition {
  const have = textsOf(left);
  return condition((item) => {
    const texts = have(item);
    return values.some((value) => {
      const wanted = value.of(item);
      return wanted !== null && texts.some((text) => sameText(text, wanted));
    });
  });
}

/** Whether a text has another within it; of genre and tag, whether one of them has. */
export function containing(left: Wordy, part: string): Condition {
  const have = textsOf(left);
  const lower = part.toLowerCase();
  return condition((item) => have(item).some((text) => text.toLowerCase().includes(lower)));
}

/** Whether a text, or one of genre or tag, is like a pattern; see `isLike`. */
export function like(left: Wordy, pattern: string): Condition {
  const have = textsOf(left);
  return condition((item) => have(item).some((text) => isLike(text, pattern)));
}

export function negated(of: Condition): Condition {
  return condition((item) => !of.of(item));
}

/** Whether two texts are the same whatever their case. */
function sameText(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}

function textsOf(value: Wordy): (item: ItemFacts) => readonly string[] {
  if (value.type === 'words') return value.of;
  return (item) => {
    const text = value.of(item);
    return text === null ? [] : [text];
  };
}

function condition(of: Condition['of']): Condition {
  return { type: 'condition', of };
}
