import {
  comparableWith,
  comparedNumbers,
  comparedTexts,
  comparisonSigns,
  containing,
  like,
  negated,
  oneOfNumbers,
  oneOfTexts,
  type Wordy,
} from './comparisons.js';
import { ExpressionError } from './expression-error.js';
import { tokenize, type Token } from './tokens.js';
import { fields, typeNames, type NumberValue, type Value, type ValueOf } from './values.js';

/** Parentheses, `not`s, signs and `if`s within each other. */
const deepestNesting = 32;
const longestList = 100;
const keywords = new Set(['and', 'or', 'not', 'in', 'contains', 'like', 'if', 'then', 'else']);
const memberships = ['in', 'contains', 'like'];
const afterCondition = '"and" or "or" after a condition';

/**
 * Reads an expression by recursive descent, checks its types, and makes closures of it; nothing is ever evaluated as
 * JavaScript.
 *
 *   choice     = 'if' condition 'then' choice [ 'else' choice ] | condition
 *   condition  = and { 'or' and }
 *   and        = not { 'and' not }
 *   not        = 'not' not | comparison
 *   comparison = sum [ ('=' | '!=' | '<' | '<=' | '>' | '>=') sum
 *                    | ['not'] 'in' '(' sum { ',' sum } ')' | ['not'] ('contains' | 'like') text ]
 *   sum        = product { ('+' | '-') product }
 *   product    = signed { ('*' | '/') signed }
 *   signed     = '-' signed | number | text | field | '(' choice ')'
 *
 * O(length): one token of lookahead, two for `not in`.
 */
export class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  /** @param fieldNames  those that may be asked for */
  constructor(
    private readonly source: string,
    private readonly fieldNames: readonly string[],
  ) {
    this.tokens = tokenize(source);
  }

  /** The whole text as a value of a type. */
  whole<Type extends 'condition' | 'number'>(type: Type): ValueOf<Type> {
    const value = this.typed(type, () => (type === 'number' ? this.choice() : this.condition()));
    if (this.token.kind !== 'end') this.fail('"and", "or" or the end');
    return value;
  }

  private choice(): Value {
    if (!this.skip('word', 'if')) return this.condition();
    return this.nested(() => {
      const test = this.typed('condition', () => this.condition());
      if (!this.skip('word', 'then')) this.fail('"then"');
      const met = this.typed('number', () => this.choice());
      const otherwise = this.skip('word', 'else') ? this.typed('number', () => this.choice()) : null;
      return numberOf((item) => (test.of(item) ? met.of(item) : otherwise ? otherwise.of(item) : 1));
    });
  }

  private condition(): Value {
    return this.joined('or', () => this.joined('and', () => this.negation()));
  }

  private joined(word: 'and' | 'or', part: () => Value): Value {
    const start = this.token;
    const first = part();
    if (!this.is('word', word)) return first;
    const parts = [this.checked(first, 'condition', start)];
    while (this.skip('word', word)) parts.push(this.typed('condition', part));
    return word === 'and'
      ? { type: 'condition', of: (item) => parts.every((one) => one.of(item)) }
      : { type: 'condition', of: (item) => parts.some((one) => one.of(item)) };
  }

  private negation(): Value {
    if (!this.skip('word', 'not')) return this.comparison();
    return this.nested(() => negated(this.typed('condition', () => this.negation())));
  }

  private comparison(): Value {
    const left = this.sum();
    const { kind, text } = this.token;
    if (kind === 'sign' && comparisonSigns.includes(text)) return this.compared(left, text);
    const next = this.tokens[this.at + 1];
    if (this.is('word', 'not') && next?.kind === 'word' && memberships.includes(next.text)) {
      this.at++;
      return negated(this.membership(left, next.text));
    }
    return kind === 'word' && memberships.includes(text) ? this.membership(left, text) : left;
  }

  private compared(left: Value, sign: string): Value {
    const type = comparableWith(left, sign);
    if (type === null) {
      this.fail(left.type === 'condition' ? afterCondition : '=, !=, in, contains or like');
    }
    this.at++;
    const right = this.typed(type, () => this.sum());
    return left.type === 'number'
      ? comparedNumbers(left, sign, right as NumberValue)
      : comparedTexts(left as Wordy, sign, right as ValueOf<'text'>);
  }

  /** `in`, `contains` or `like`, which is the token at hand, after a value. */
  private membership(left: Value, word: string): ValueOf<'condition'> {
    if (left.type === 'condition') this.fail(afterCondition);
    if (word !== 'in' && left.type === 'number') this.fail(`title, genre or tag before "${word}"`);
    this.at++;
    if (left.type === 'number') return oneOfNumbers(left, this.list('number'));
    if (word === 'in') return oneOfTexts(left, this.list('text'));
    const { kind, text } = this.token;
    if (kind !== 'text') this.fail('a quoted text');
    this.at++;
    return word === 'like' ? like(left, text) : containing(left, text);
  }

  private list<Type extends 'number' | 'text'>(type: Type): ValueOf<Type>[] {
    if (!this.skip('sign', '(')) this.fail('"("');
    const values: ValueOf<Type>[] = [];
    do {
      if (values.length === longestList) this.fail(`at most ${longestList} values`);
      values.push(this.typed(type, () => this.sum()));
    } while (this.skip('sign', ','));
    if (!this.skip('sign', ')')) this.fail('"," or ")"');
    return values;
  }

  private sum(): Value {
    return this.chain(['+', '-'], () => this.chain(['*', '/'], () => this.signed()));
  }

  private chain(signs: readonly string[], part: () => Value): Value {
    const start = this.token;
    let left = part();
    while (this.token.kind === 'sign' && signs.includes(this.token.text)) {
      const { text } = this.token;
      const first = this.checked(left, 'number', start);
      this.at++;
      left = calculated(first, text, this.typed('number', part));
    }
    return left;
  }

  private signed(): Value {
    if (!this.skip('sign', '-')) return this.operand();
    return this.nested(() =>
      calculated(
        numberOf(() => 0),
        '-',
        this.typed('number', () => this.signed()),
      ),
    );
  }

  private operand(): Value {
    const { kind, text } = this.token;
    if (this.skip('sign', '(')) {
      return this.nested(() => {
        const value = this.choice();
        if (!this.skip('sign', ')')) this.fail('")"');
        return value;
      });
    }
    if (kind === 'word' && !keywords.has(text)) return this.field(text);
    if (kind !== 'number' && kind !== 'text')
      this.fail(`a field (${this.fieldNames.join(', ')}), a number, a quoted text or (`);
    this.at++;
    if (kind === 'text') return { type: 'text', of: () => text };
    const number = Number(text);
    return numberOf(() => number);
  }

  private field(name: string): Value {
    const field = this.fieldNames.some((one) => one.toLowerCase() === name) ? fields.get(name) : undefined;
    if (!field) this.fail(`a field: ${this.fieldNames.join(', ')}`);
    this.at++;
    return field;
  }

  private typed<Type extends Value['type']>(type: Type, read: () => Value): ValueOf<Type> {
    const start = this.token;
    return this.checked(read(), type, start);
  }

  private checked<Type extends Value['type']>(value: Value, type: Type, start: Token): ValueOf<Type> {
    if (value.type === type) return value as ValueOf<Type>;
    const condition = "a condition such as year >= 1990 or genre = 'Drama'";
    const expected = type === 'condition' ? condition : typeNames[type];
    throw new ExpressionError(start.position, expected, typeNames[value.type]);
  }

  private nested<Result>(read: () => Result): Result {
    if (++this.depth > deepestNesting) this.fail(`at most ${deepestNesting} levels within each other`);
    const result = read();
    this.depth--;
    return result;
  }

  private get token(): Token {
    return this.tokens[this.at];
  }

  private is(kind: Token['kind'], text: string): boolean {
    return this.token.kind === kind && this.token.text === text;
  }

  private skip(kind: Token['kind'], text: string): boolean {
    const found = this.is(kind, text);
    if (found) this.at++;
    return found;
  }

  private fail(expected: string): never {
    const { kind, position, end } = this.token;
    const met = kind === 'end' ? 'the end' : JSON.stringify(this.source.slice(position - 1, end - 1));
    throw new ExpressionError(position, expected, met);
  }
}

/** null where a part is not known, and for a division by 0. */
function calculated(left: NumberValue, sign: string, right: NumberValue): NumberValue {
  return numberOf((item) => {
    const a = left.of(item);
    const b = right.of(item);
    if (a === null || b === null || (sign === '/' && b === 0)) return null;
    return sign === '+' ? a + b : sign === '-' ? a - b : sign === '*' ? a * b : a / b;
  });
}

function numberOf(of: NumberValue['of']): NumberValue {
  return { type: 'number', of };
}
