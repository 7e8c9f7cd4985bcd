import { columnDrift } from './column-drift.js';
import { UnsuitableTestError, UnsupportedColumnError } from './errors.js';
import { continuous, ratings } from './testing/samples.js';

describe('columnDrift', () => {
  it('describes both sides over common bins', () => {
    const { reference, current } = columnDrift(ratings(1, 2000), ratings(2, 1000, 0.05), {
      column: 'rating',
    });
    expect(reference.histogram).toMatchObject({ kind: 'numerical' });
    if (reference.histogram.kind !== 'numerical' || current.histogram.kind !== 'numerical') return;
    expect(reference.histogram.edges).toEqual(current.histogram.edges);
    expect(reference.histogram.counts.reduce((a, b) => a + b)).toBe(2000);
  });

  it('gives each half star a bar of its own', () => {
    const { reference } = columnDrift([0.5, 1, 1.5, 5], [2, 2.5], { type: 'numerical' });
    expect(reference.histogram).toMatchObject({ counts: [1, 1, 1, 0, 0, 0, 0, 0, 0, 1] });
  });

  it('keeps categories beyond the twenty most frequent together', () => {
    const genres = Array.from({ length: 60 }, (_, i) => `genre ${i % 30}`);
    const { reference } = columnDrift(genres, genres, { type: 'categorical' });
    expect(reference.histogram).toMatchObject({ otherCount: 20 });
  });

  it('judges only from the minimum sample size on', () => {
    const few = columnDrift(continuous(1, 29), continuous(2, 500, 1, 5), { minimumSampleSize: 30 });
    expect(few).toMatchObject({ test: 'ks', score: null, verdict: 'insufficient-data' });
    const enough = columnDrift(continuous(1, 30), continuous(2, 500, 1, 5), { minimumSampleSize: 30 });
    expect(enough.verdict).toBe('drift');
  });

  it('answers for an empty side instead of throwing', () => {
    const result = columnDrift([], [1.5, 2.5]);
    expect(result).toMatchObject({ type: 'numerical', verdict: 'insufficient-data' });
    expect(result.reference).toMatchObject({ count: 0, mean: null, min: null });
  });

  it('refuses text and dates by name', () => {
    const titles = ['Heat', 'Alien', 'Big'];
    expect(() => columnDrift(titles, titles, { column: 'title' })).toThrow(UnsupportedColumnError);
    expect(() => columnDrift([new Date(0)], [new Date(0)])).toThrow('type datetime');
  });

  it('refuses a test of numbers on categories', () => {
    expect(() => columnDrift(['a', 'a'], ['a'], { test: 'ks' })).toThrow(UnsuitableTestError);
  });

  it('takes a threshold of the caller', () => {
    const result = columnDrift(continuous(1, 500), continuous(2, 500), { threshold: 0.99 });
    expect(result).toMatchObject({ threshold: 0.99, verdict: 'drift' });
  });
});
