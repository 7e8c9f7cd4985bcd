import { findJsonFault, maxJsonDepth, maxJsonEntries, maxJsonFields } from './json-scan.js';

const scan = (text: string): string | null => findJsonFault(Buffer.from(text))?.detail ?? null;
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

  it('refuses objects and lists that are too wide, at any depth, and takes those that are just so', () => {
    const fields = (count: number): string =>
      `{${Array.from({ length: count }, (_, at) => `"k${at}":1`).join(',')}}`;
    const list = (count: number, entry: string): string => `[${Array(count).fill(entry).join(',')}]`;
    expect(scan(fields(maxJsonFields))).toBeNull();
    expect(scan(fields(maxJsonFields + 1))).toMatch(/more than 1000 fields in an object/);
    expect(scan(`{"a":[${fields(maxJsonFields + 1)}]}`)).toMatch(/fields in an object/);
    expect(scan(list(maxJsonEntries, '1'))).toBeNull();
    expect(scan(list(maxJsonEntries + 1, '1'))).toMatch(/more than 20000 entries in a list/);
    expect(scan(`{"a":${list(maxJsonEntries, '{}')}}`)).toMatch(/more than 20000 objects and lists/);
    expect(scan(list(3, fields(maxJsonFields)))).toBeNull();
    expect(scan(list(900, '{"a":"1,2,3,4,5","b":[1,2,3]}'))).toBeNull();
  });

  it('survives more ends than beginnings', () => {
    expect(scan(']]]]}}}}[1,2]')).toBeNull();
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
