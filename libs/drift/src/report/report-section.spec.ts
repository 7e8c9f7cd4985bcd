import { sectionHtml } from './report-section.js';

describe('sectionHtml', () => {
  const chart = {
    title: 'RMSE by day',
    labels: ['1 May', '2 May', '3 May'],
    lines: [
      { name: 'champion', values: [0.9, null, 1.1] },
      { name: 'promised', values: [0.85, 0.85, 0.85] },
    ],
  };

  it('draws a line through what is known and names it', () => {
    const html = sectionHtml({ title: 'Cost', paragraphs: ['It costs 0.2 stars.'], chart });
    expect(html).toContain('<h2>Cost</h2>');
    expect(html).toContain('<p>It costs 0.2 stars.</p>');
    const [champion, promised] = [...html.matchAll(/<polyline class="l\d" points="([^"]*)"/g)];
    expect(champion[1].split(' ')).toHaveLength(2);
    expect(promised[1].split(' ')).toHaveLength(3);
    expect(html).toContain('champion');
  });

  it('draws nothing where nothing is known', () => {
    const lines = [{ name: 'champion', values: [null, null, null] }];
    expect(sectionHtml({ title: 'Cost', paragraphs: [], chart: { ...chart, lines } })).toBe('<h2>Cost</h2>');
  });

  it('escapes all that it is given, and stays small', () => {
    const evil = '<img src=x onerror="alert(1)">';
    const html = sectionHtml({
      title: evil,
      paragraphs: new Array<string>(5000).fill(evil.repeat(100)),
      table: { head: [evil], rows: new Array<string[]>(50_000).fill([evil, evil]) },
      chart: {
        title: evil,
        labels: new Array<string>(50_000).fill(evil),
        lines: new Array(50).fill({ name: evil, values: new Array<number>(50_000).fill(1) }),
      },
    });
    expect(html).not.toContain('<img');
    expect(html.length).toBeLessThan(150_000);
  });
});
