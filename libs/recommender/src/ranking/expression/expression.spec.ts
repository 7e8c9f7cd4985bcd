import { seededRandom } from '../../random.js';
import { ExpressionError } from './expression-error.js';
import { compileBoost, compileFilter } from './expression.js';
import type { ItemFacts } from './values.js';

const alien: ItemFacts = {
  itemId: 1214,
  title: 'Alien (1979)',
  genres: ['Horror', 'Sci-Fi'],
  year: 1979,
  averageRating: 4,
  ratingCount: 200,
  tags: ['space'],
};
const unknown: ItemFacts = {
  itemId: 9,
  title: 'It\'s "New"',
  genres: [],
  year: null,
  averageRating: null,
  ratingCount: 0,
};

function refusal(source: string, compile: (source: string) => unknown = compileFilter): ExpressionError {
  try {
    compile(source);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${source} was taken`);
}

describe('compileFilter', () => {
  it.each([
    ["genre = 'Horror'", true],
    ["GENRE = 'horror'", true],
    ["genre != 'Horror'", false],
    ["genre in ('Comedy', 'sci-fi')", true],
    ["genre not in ('Comedy', 'Drama')", true],
    ["not genre = 'Comedy' and year >= 1979", true],
    ["genre = 'Comedy' or genre = 'Horror' and year < 1970", false],
    ["(genre = 'Comedy' or genre = 'Horror') and year < 2000", true],
    ['year in (1978, 1979)', true],
    ['year = 1979 and ratingCount > 199.5 and averageRating <= 4.0', true],
    ['averageRating * ratingCount - 100 > 2 * (300 + 49)', true],
    ['10 - 4 - 3 = 3 and 12 / 2 / 3 = 2', true],
    ['-year < -1978', true],
    ["title contains 'LIE'", true],
    ["title like 'alien (%)'", true],
    ["title like '_lien'", false],
    ["title not like '_lien'", true],
    ["title = 'alien (1979)'", true],
    ["tag = 'space' and movieId = 1214", true],
    ["genre contains 'sci'", true],
    ['title contains "ali"', true],
    ["'x' = 'X'", true],
    ['1 < 2', true],
    ['year / 0 = 1', false],
  ])('%s of Alien is %s', (source, passes) => {
    expect(compileFilter(source)(alien)).toBe(passes);
  });

  it('finds nothing true of what is not known, but that it differs', () => {
    for (const source of ['year < 9999', 'year = 0', 'year + 1 > 0', "genre = 'x'", "tag like '%'"]) {
      expect(compileFilter(source)(unknown)).toBe(false);
    }
    for (const source of ['year != 1990', "genre != 'x'", 'not year > 1990']) {
      expect(compileFilter(source)(unknown)).toBe(true);
    }
  });

  it('takes a quote within a text by writing it twice', () => {
    expect(compileFilter('title contains """new"""')(unknown)).toBe(true);
    expect(compileFilter("title contains 't''s'")(unknown)).toBe(true);
  });

  it.each([
    ['', 1, 'a field (genre', 'the end'],
    ['year >=', 8, 'a field (genre', 'the end'],
    ['year >= 1990 and', 17, 'a field (genre', 'the end'],
    ['year >= 1990 and and', 18, 'a field (genre', '"and"'],
    ["yaer >= 1990 or genre = 'x'", 1, 'a field: genre, tag, title', '"yaer"'],
    ["year >= '1990'", 9, 'a number', 'a text'],
    ['genre > 3', 7, '=, !=, in, contains or like', '">"'],
    ['genre = 3', 9, 'a text', 'a number'],
    ["genre in ('a', 3)", 16, 'a text', 'a number'],
    ["genre in 'a'", 10, '"("', '"\'a\'"'],
    ["genre in ('a'", 14, '"," or ")"', 'the end'],
    ["(genre = 'a'", 13, '")"', 'the end'],
    ["genre = 'a", 11, "a closing '", 'the end'],
    ['year', 1, 'a condition such as year >= 1990', 'a number'],
    ["genre = 'a' year = 3", 13, '"and", "or" or the end', '"year"'],
    ["(genre = 'a') = 'b'", 15, '"and" or "or" after a condition', '"="'],
    ['year contains 3', 6, 'title, genre or tag before "contains"', '"contains"'],
    ['title like 3', 12, 'a quoted text', '"3"'],
    ['year ; 3', 6, 'a field, a number', '";"'],
    ['if year > 3 then 2', 1, 'a field (genre', '"if"'],
  ])('says of %j where and what is wrong', (source, position, expected, met) => {
    const error = refusal(source);
    expect(error.position).toBe(position);
    expect(error.expected).toContain(expected);
    expect(error.message).toBe(`At character ${position}: met ${met}, expected ${error.expected}`);
  });

  it('refuses a field that the caller does not have', () => {
    const compile = (source: string): unknown => compileFilter(source, ['genre', 'averageRating']);
    expect(refusal("tag = 'x'", compile).expected).toBe('a field: genre, averageRating');
    expect(compileFilter('averagerating = 4', ['averageRating'])(alien)).toBe(true);
  });

  it('refuses what is too long or too deep, however it is nested', () => {
    expect(refusal(`year = 1${' '.repeat(1000)}`).expected).toBe('at most 1000 characters');
    expect(refusal(`${'('.repeat(400)}year = 1${')'.repeat(400)}`).expected).toMatch(/^at most 32 levels/);
    expect(refusal(`${'not '.repeat(200)}year = 1`).expected).toMatch(/^at most 32 levels/);
    expect(refusal(`year = ${'-'.repeat(900)}1`).expected).toMatch(/^at most 32 levels/);
    expect(refusal(`year in (${'1,'.repeat(150)}1)`).expected).toBe('at most 100 values');
    expect(compileFilter(`${'('.repeat(32)}year = 1979${')'.repeat(32)}`)(alien)).toBe(true);
  });

  it('is quick for a pattern that would make a backtracking matcher slow', () => {
    const startedAt = performance.now();
    const long = { ...alien, title: 'a'.repeat(5000) };
    expect(compileFilter(`title like '${'%a'.repeat(200)}b'`)(long)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('compileBoost', () => {
  it.each([
    ["if genre = 'Horror' then 1.5", 1.5],
    ["if genre = 'Film-Noir' then 1.5", 1],
    ['if year >= 2010 then 1.2 else if year < 1980 then 0.8 else 2', 0.8],
    ['1 + ratingCount / 1000', 1.2],
    ['2 * (if year < 1980 then 3 else 4)', 6],
    ['1 - ratingCount', 0],
    ['ratingCount / 0', 1],
  ])('%s of Alien is %d', (source, factor) => {
    expect(compileBoost(source)(alien)).toBeCloseTo(factor, 12);
  });

  it('is 1 where a part is not known', () => {
    expect(compileBoost('year / 1000')(unknown)).toBe(1);
  });

  it('refuses what is no number', () => {
    expect(refusal("genre = 'Horror'", compileBoost)).toMatchObject({ position: 1, expected: 'a number' });
    expect(refusal('if year then 2', compileBoost)).toMatchObject({ position: 4 });
    expect(refusal('if year > 3 or 2 then 1', compileBoost)).toMatchObject({ position: 16 });
    expect(refusal('if year > 3', compileBoost)).toMatchObject({ position: 12, expected: '"then"' });
  });
});

describe('any text at all', () => {
  const random = seededRandom(5);
  const pieces = [
    ...['genre', 'year', 'title', 'tag', 'averageRating', 'and', 'or', 'not', 'in', 'contains', 'like', 'if'],
    ...['then', 'else', '(', ')', ',', '=', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', "'Drama'", '"x"'],
    ...[
      '1990',
      '0.5',
      '1e9',
      "'",
      '"',
      '.',
      '%',
      '\\',
      '\n',
      '\u0000',
      '🎬',
      '__proto__',
      'constructor',
      '$',
      '`',
    ],
  ];
  const texts = Array.from({ length: 20_000 }, () =>
    Array.from({ length: random.integer(14) }, () => pieces[random.integer(pieces.length)]).join(
      random.uniform() < 0.8 ? ' ' : '',
    ),
  );

  it('is either taken, and then answers, or refused by the named error alone', () => {
    let taken = 0;
    for (const text of texts) {
      for (const compile of [compileFilter, compileBoost]) {
        try {
          const value = compile(text)(alien);
          expect(['boolean', 'number']).toContain(typeof value);
          taken++;
        } catch (error) {
          if (!(error instanceof ExpressionError)) throw error;
          if (!(error.position >= 1 && error.position <= text.length + 1)) throw error;
        }
      }
    }
    expect(taken).toBeGreaterThan(20);
  });
});
