import { findJsonFault, maxJsonDepth } from './json-scan.js';

const scan = (text: string): string | null => findJsonFault(Buffer.from(text));
const nested = (levels: number, open = '[', close = ']'): string =>
  open.repeat(levels) + close.repeat(levels);

describe('findJsonFault', () => {
  it.each([
    '{}',
    '[]',
    '"text"',
    '{"a":[1,{"b":"[[[[{{{{"}]}',
    '"\\\\u0000 is a backslash and six characters"',
    '"\\ud83d\\ude00"',
    '"😀"',
    '"\\u00e9"',
    '"\\""',
    nested(maxJsonDepth),
    '',
    '{"never closed',
  ])('finds nothing in %s', (text) => {
    expect(scan(text)).toBeNull();
  });

  it('refuses nesting beyond the limit, of arrays and objects alike', () => {
    expect(scan(nested(maxJsonDepth + 1))).toMatch(/deeper than 64 levels/);
    expect(scan(nested(maxJsonDepth + 1, '{"a":', '}'))).toMatch(/deeper/);
  });

  it('counts siblings once', () => {
    expect(scan(`[${Array(1000).fill('[]').join(',')}]`)).toBeNull();
  });

  it('stops at the limit, however long the body goes on', () => {
    expect(scan('['.repeat(3_000_000))).toMatch(/deeper/);
  });

  it.each(['"\\u0000"', '{"a\\u0000":1}', '"\u0000"', '"\\\\\\u0000"'])('refuses U+0000 in %j', (text) => {
    expect(scan(text)).toMatch(/U\+0000/);
  });

  it.each(['"\\ud800"', '"\\udc00"', '"\\ud800x"', '"\\ud800\\ud800\\udc00"', '"\\uDBFF\\n"'])(
    'refuses the lone surrogate in %s',
    (text) => {
      expect(scan(text)).toMatch(/surrogate/);
    },
  );
});
