import { Parser } from './parser.js';
import { allFieldNames, type ItemFacts } from './values.js';

/**
 * A filter as people write it: a condition on the fields genre, tag, title, year, averageRating, ratingCount and movieId.
 *
 *   genre in ('Comedy', 'Drama') and year >= 1990 and not genre = 'Horror'
 *   title contains 'star' or averageRating * ratingCount > 400
 *
 * `=` and `in` on genre and tag ask whether one of them is the text. Texts are the same whatever their case; in `like`, %
 * stands for anything and _ for one character. Comparisons with what is not known (a film without a year) are false,
 * only `!=` is true. The grammar is at `Parser`; at most 1000 characters, 32 levels and 100 values in a list.
 *
 * Written by hand because what exists fits less: filtrex makes JavaScript of the text by `new Function`, which strict
 * content policies forbid, and matches regular expressions, which can take forever; jsep parses JavaScript, without
 * `in` lists, `and` or types; a parser generator would add a step to the build for three hundred lines.
 *
 * @param fieldNames  those that may be asked for, where the caller does not know them all
 * @returns whether an item passes
 * @throws ExpressionError which says where, what was met and what was expected
 */
export function compileFilter(
  source: string,
  fieldNames: readonly string[] = allFieldNames,
): (item: ItemFacts) => boolean {
  return new Parser(source, fieldNames).whole('condition').of;
}

/**
 * A boost as people write it: a number by which an item's score is multiplied, 1 leaving it alone.
 *
 *   if genre = 'Film-Noir' then 1.5
 *   if year >= 2010 then 1.2 else if year < 1960 then 0.8 else 1
 *   1 + ratingCount / 1000
 *
 * Without `else` it is 1, and where a part is not known.
 *
 * @param fieldNames  those that may be asked for, where the caller does not know them all
 * @returns the factor for an item, finite and ≥ 0
 * @throws ExpressionError which says where, what was met and what was expected
 */
export function compileBoost(
  source: string,
  fieldNames: readonly string[] = allFieldNames,
): (item: ItemFacts) => number {
  const factor = new Parser(source, fieldNames).whole('number').of;
  return (item) => {
    const value = factor(item);
    return value === null || !Number.isFinite(value) ? 1 : Math.max(0, value);
  };
}
