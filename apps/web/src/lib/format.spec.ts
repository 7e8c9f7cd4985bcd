import * as format from './format';

describe('formatters', () => {
  it('show a dash where there is no value', () => {
    expect([
      format.formatCount(null),
      format.formatDecimal(undefined),
      format.formatShare(NaN),
      format.formatDate(null),
    ]).toEqual(['–', '–', '–', '–']);
  });

  it.each([
    [0.0008, '0.08 %'],
    [0.0164, '1.6 %'],
    [0.29, '29 %'],
    [0, '0 %'],
  ])('formatShare(%s) is %s', (value, expected) => expect(format.formatShare(value)).toBe(expected));

  it.each([
    [3.14, '3.1 ms'],
    [14.2, '14 ms'],
    [3400, '3.4 s'],
    [125_000, '2 min 5 s'],
    [3_840_000, '1 h 4 min'],
  ])('formatDuration(%s) is %s', (value, expected) => expect(format.formatDuration(value)).toBe(expected));

  it.each([
    [512, '512 B'],
    [198_702_078, '199 MB'],
    [4_012_345, '4.0 MB'],
  ])('formatBytes(%s) is %s', (value, expected) => expect(format.formatBytes(value)).toBe(expected));

  it.each([
    ['Matrix, The (1999)', 'The Matrix'],
    ['Seven (a.k.a. Se7en) (1995)', 'Seven (a.k.a. Se7en)'],
    ['1984', '1984'],
    ["Avventura, L'", "L'Avventura"],
    [
      'City of Lost Children, The (Cité des enfants perdus, La)',
      'The City of Lost Children (Cité des enfants perdus, La)',
    ],
    ['Crouching Tiger, Hidden Dragon', 'Crouching Tiger, Hidden Dragon'],
  ])('readableTitle(%s) is %s', (title, expected) => expect(format.readableTitle(title)).toBe(expected));

  it('counts in words', () => {
    expect([format.countOf(1, 'film'), format.countOf(1200, 'film')]).toEqual(['1 film', '1,200 films']);
  });

  it('tells the distance in time', () => {
    const now = new Date('2026-11-24T10:00:00Z');
    expect(format.formatRelative('2026-11-24T09:57:00Z', now)).toBe('3 minutes ago');
    expect(format.formatRelative('2026-11-25T10:00:00Z', now)).toBe('tomorrow');
  });
});
