import { equalEdges, histogramCounts, sturgesEdges } from './histogram.js';
import { numericSample } from './sample.js';

describe('histogramCounts', () => {
  it('opens every bin to the right but the last', () => {
    const counts = histogramCounts(numericSample([0, 1, 1.5, 2]), Float64Array.of(0, 1, 2));
    expect([...counts]).toEqual([1, 3]);
  });

  it('leaves out values beyond the edges', () => {
    expect([...histogramCounts(numericSample([-1, 0.5, 3]), Float64Array.of(0, 1, 2))]).toEqual([1, 0]);
  });
});

describe('sturgesEdges', () => {
  it('gives ⌈log₂ n + 1⌉ bins', () => {
    expect(sturgesEdges(0, 1, 64)).toHaveLength(8);
    expect(sturgesEdges(0, 1, 65)).toHaveLength(9);
  });

  it('gives one bin of width 1 around a constant', () => {
    expect([...sturgesEdges(3, 3, 10)]).toEqual([2.5, 3.5]);
  });
});

describe('equalEdges', () => {
  it('ends exactly at the end of the range', () => {
    expect(equalEdges(0.1, 0.7, 3)[3]).toBe(0.7);
  });
});
