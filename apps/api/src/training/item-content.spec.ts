import { itemContent } from './item-content.js';

describe('itemContent', () => {
  const content = itemContent([
    { id: 7, genres: ['Drama'], tags: ['slow', 'slow'], year: 1999 },
    { id: 9, genres: [], tags: [], year: null },
  ]);

  it('tells genres, tags with repetitions, and the year of a film', () => {
    expect([content.genresOf(7), content.tagsOf?.(7), content.yearOf?.(7)]).toEqual([
      ['Drama'],
      ['slow', 'slow'],
      1999,
    ]);
    expect(content.itemIds).toEqual(new Int32Array([7, 9]));
  });

  it('knows nothing of a film that is not in the catalogue', () => {
    expect([content.genresOf(8), content.tagsOf?.(8), content.yearOf?.(8)]).toEqual([[], [], null]);
  });
});
