import { columnDrift } from '../column-drift.js';
import { histogramSvg } from './histogram-svg.js';

const bars = (svg: string) => svg.match(/<rect/g)?.length ?? 0;

describe('histogramSvg', () => {
  it('draws a bar for each side of each category and names the ends', () => {
    const svg = histogramSvg(columnDrift(['a', 'a', 'b', 'b'], ['a', 'b', 'b', 'b'], { column: 'genre' }));
    expect(bars(svg)).toBe(4);
    expect(svg).toContain('>a</text>');
    expect(svg).toContain('>b</text>');
    expect(svg).toContain('genre: the largest change is at b, from 50 % to 75 % of the rows');
  });

  it('adds a bar for all other categories where there are any', () => {
    const many = Array.from({ length: 100 }, (_, i) => `label ${i % 25}`);
    const svg = histogramSvg(columnDrift(many, many, { type: 'categorical' }));
    expect(bars(svg)).toBe(42);
    expect(svg).toContain('>all others</text>');
  });

  it('draws numbers over common bins', () => {
    expect(bars(histogramSvg(columnDrift([0.5, 1, 1.5], [1, 2], { type: 'numerical' })))).toBe(8);
  });

  it('draws nothing but the axis without data', () => {
    expect(histogramSvg(columnDrift([], [], { type: 'categorical' }))).toContain('class="axis"');
  });
});
