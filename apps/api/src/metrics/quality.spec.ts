import { judgeServed, latencyQuantiles } from './quality.js';

const movies = [
  { id: 1, genres: ['Horror'], ratingCount: 4 },
  { id: 2, genres: ['Horror'], ratingCount: 2 },
  { id: 3, genres: ['Comedy'], ratingCount: 1 },
  { id: 4, genres: ['Drama'], ratingCount: 0 },
];
const served = (movieIds: number[], strategy = 'personalised') => ({
  modelVersion: 1,
  strategy,
  movieIds,
  latencyMs: 2,
});

describe('judgeServed', () => {
  it('says nothing of what was never served', () => {
    expect(judgeServed([], movies, 4)).toMatchObject({
      recommendations: 0,
      latencyMs: null,
      coldStartShare: null,
      diversity: null,
    });
  });

  it('measures the lists by hand-worked numbers', () => {
    const quality = judgeServed([served([1, 2]), served([1, 3], 'popularity')], movies, 4);
    expect(quality.catalogCoverage).toBe(0.75);
    expect(quality.diversity).toBe(0.5); // horror with horror 0, horror with comedy 1
    expect(quality.novelty).toBe((0.5 + 1) / 2); // (0 + 1)/2 bits, (0 + 2)/2 bits
    expect(quality.popularityBias).toBe((3 + 2.5) / 2);
    expect(quality.coldStartShare).toBe(0.5);
  });

  it('counts empty answers and keeps them out of the lists', () => {
    expect(judgeServed([served([]), served([1, 2])], movies, 4)).toMatchObject({
      emptyShare: 0.5,
      diversity: 0,
    });
  });
});

describe('latencyQuantiles', () => {
  it('takes the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(latencyQuantiles(hundred)).toEqual({ mean: 50.5, p50: 50, p95: 95, p99: 99 });
  });

  it('is the value itself when there is one', () => {
    expect(latencyQuantiles([7])).toEqual({ mean: 7, p50: 7, p95: 7, p99: 7 });
  });
});
