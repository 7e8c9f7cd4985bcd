import { motifs, posterDesign } from './poster-design';

describe('posterDesign', () => {
  it('draws the same poster for the same film every time', () => {
    expect(posterDesign('Alien', ['Horror', 'Sci-Fi'])).toEqual(posterDesign('Alien', ['Horror', 'Sci-Fi']));
  });

  it('draws different posters for films of one genre', () => {
    const titles = ['Alien', 'Halloween', 'Scream', 'The Ring', 'The Thing', 'Carrie', 'Poltergeist', 'Saw'];
    const designs = new Set(titles.map((title) => JSON.stringify(posterDesign(title, ['Horror']))));
    expect(designs.size).toBe(titles.length);
  });

  it('has a design for a film without genre, whatever its name', () => {
    for (const title of ['', 'A', '七人の侍', '8½']) {
      const { motif, variation } = posterDesign(title, []);
      expect(motifs).toContain(motif);
      expect(variation.every((value) => value >= 0 && value < 1)).toBe(true);
    }
  });
});
