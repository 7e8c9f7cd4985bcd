import { searchText, searchWords } from './search-text.js';

describe('searchText', () => {
  it.each([
    ['Matrix, The (1999)', 'the matrix'],
    [
      'City of Lost Children, The (Cité des enfants perdus, La) (1995)',
      'city of lost children the cite des enfants perdus la',
    ],
    ['Amélie (Fabuleux destin d’Amélie Poulain, Le) (2001)', 'amelie fabuleux destin damelie poulain le'],
    ['2001: A Space Odyssey (1968)', '2001 a space odyssey'],
    ['Beautiful Mind, A (2001)', 'a beautiful mind'],
    ['Crouching Tiger, Hidden Dragon (2000)', 'crouching tiger hidden dragon'],
    ['Sturm und Straße', 'sturm und strasse'],
    ['七人の侍 (1954)', '七人の侍'],
    ['(500) Days of Summer (2009)', '500 days of summer'],
    ["Schindler's List (1993)", 'schindlers list'],
    ['', ''],
    ['!!!', ''],
  ])('makes of %j: %j', (title, expected) => {
    expect(searchText(title)).toBe(expected);
  });

  it('leaves what it made as it is', () => {
    const text = searchText('Postman, The (Postino, Il) (1994)');
    expect(searchText(text)).toBe(text);
  });
});

describe('searchWords', () => {
  it('cuts a query into plain words', () => {
    expect(searchWords('  The MÁTRIX:  (1999) ')).toEqual(['the', 'matrix', '1999']);
    expect(searchWords(' … ')).toEqual([]);
  });
});
