import { seededRandom } from '../random.js';
import { calibrationDivergence, genreShares } from './calibration.js';
import { diversify } from './diversify.js';
import { rerank, type RerankMethod, type RerankSettings } from './rerank.js';

const random = seededRandom(8);
const genreCount = 6;
const entries = Array.from({ length: 60 }, (_, id) => ({
  id,
  score: 1 - id / 60 - random.uniform() / 100,
  genres: [random.integer(3), 3 + random.integer(3)],
}));
type Entry = (typeof entries)[number];
const shared = (a: Entry, b: Entry): number =>
  a.genres.filter((genre) => b.genres.includes(genre)).length / 2;
const liked = genreShares(
  [
    { genres: [0], weight: 1 },
    { genres: [3, 4], weight: 3 },
    { genres: [5], weight: 1 },
  ],
  genreCount,
)!;
const settings: RerankSettings<Entry> = {
  method: 'none',
  diversity: 0,
  calibration: 0,
  liked,
  genresOf: ({ genres }) => genres,
  similarity: (a, b) => (a === b ? 1 : 0.9 * shared(a, b)),
};
const list = (change: Partial<RerankSettings<Entry>>, count = 12): Entry[] =>
  rerank(entries, { ...settings, ...change }, count);
const methods: RerankMethod[] = ['mmr', 'dpp', 'none'];

function divergence(of: readonly Entry[]): number {
  return calibrationDivergence(
    liked,
    genreShares(
      of.map(({ genres }) => ({ genres, weight: 1 })),
      genreCount,
    )!,
  );
}

function likeness(of: readonly Entry[]): number {
  return of
    .flatMap((a) => of.map((b) => (a === b ? 0 : shared(a, b))))
    .reduce((sum, value) => sum + value, 0);
}

describe('rerank', () => {
  it.each(methods)('leaves the order alone with all knobs at 0, by %s', (method) => {
    expect(list({ method })).toEqual(entries.slice(0, 12));
  });

  it('leaves the order alone without a method, however varied it should be', () => {
    expect(list({ method: 'none', diversity: 1 })).toEqual(entries.slice(0, 12));
  });

  it('is maximal marginal relevance by mmr', () => {
    const expected = diversify(entries, settings.similarity, 0.4, 12);
    expect(list({ method: 'mmr', diversity: 0.4 })).toEqual(expected);
  });

  it.each<RerankMethod>(['mmr', 'dpp'])('makes a list more varied by %s', (method) => {
    const plain = likeness(list({ method }));
    expect(likeness(list({ method, diversity: 0.5 }))).toBeLessThan(plain);
    expect(likeness(list({ method, diversity: 1 }, 4))).toBeLessThan(likeness(list({ method }, 4)) / 2);
  });

  it.each(methods)('brings the genres nearer to those liked the more it is asked to, by %s', (method) => {
    const steps = [0, 0.2, 0.4, 0.6, 0.8, 0.99].map((calibration) =>
      divergence(list({ method, diversity: 0.2, calibration })),
    );
    steps.slice(1).forEach((value, at) => expect(value).toBeLessThanOrEqual(steps[at] + 1e-9));
    expect(steps[5]).toBeLessThan(steps[0] / 2);
  });

  it('does without calibration where nothing is known of what is liked', () => {
    expect(list({ calibration: 0.9, liked: null })).toEqual(entries.slice(0, 12));
  });

  it('gives each entry once, no more than there are', () => {
    for (const method of methods) {
      const all = list({ method, diversity: 0.7, calibration: 0.5 }, 100);
      expect(new Set(all).size).toBe(60);
    }
  });

  it('refuses knobs outside their range', () => {
    expect(() => list({ calibration: 1.5 })).toThrow('calibration is 1.5, expected 0 to 1');
    expect(() => list({ method: 'dpp', diversity: NaN })).toThrow(RangeError);
  });
});
