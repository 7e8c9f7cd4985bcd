import { seededRandom } from '@marquee/recommender';
import type { CatalogueMovie } from '../catalogue/catalogue.js';
import { ratingScale } from '../field-rules.js';
import { RatingSimulator, type ActiveUser } from './rating-simulator.js';

const film = (id: number, ratingCount: number, averageRating: number, genres: string[]): CatalogueMovie => ({
  id,
  title: `Film ${id}`,
  year: 2000,
  genres,
  imdbId: null,
  tmdbId: null,
  ratingCount,
  averageRating,
});

const users: ActiveUser[] = [
  { id: 1, ratingCount: 900, averageRating: 4.2 },
  { id: 2, ratingCount: 100, averageRating: 2.5 },
];
const movies = [film(10, 799, 4, ['Drama']), film(20, 199, 2.5, ['Horror']), film(30, 0, 0, [])];

function draw(
  count: number,
  { seed = 1, shift = 0 } = {},
): { user: number; movie: number; rating: number }[] {
  const simulator = new RatingSimulator(users, movies, shift);
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const pair = simulator.drawPair(random);
    return { user: pair.user.id, movie: pair.movie.id, rating: simulator.rate(pair, random) };
  });
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('RatingSimulator', () => {
  it('draws the same by the same seed, something else by another', () => {
    expect(draw(200, { seed: 5 })).toEqual(draw(200, { seed: 5 }));
    expect(draw(200, { seed: 5 })).not.toEqual(draw(200, { seed: 6 }));
  });

  it('stays on the scale, however far tastes move', () => {
    for (const shift of [-5, 0, 5]) {
      for (const { rating } of draw(300, { shift })) expect(ratingScale).toContain(rating);
    }
  });

  it('has active people rate more, and known films be rated more, but also unknown ones', () => {
    const drawn = draw(5_000);
    expect(drawn.filter(({ user }) => user === 1).length / 5_000).toBeCloseTo(0.9, 1);
    expect(drawn.filter(({ movie }) => movie === 10).length / 5_000).toBeCloseTo(0.8, 1);
    expect(drawn.some(({ movie }) => movie === 30)).toBe(true);
  });

  it('follows who rates kindly and which film is liked', () => {
    const drawn = draw(5_000);
    const meanFor = (wanted: Partial<(typeof drawn)[0]>): number =>
      mean(
        drawn
          .filter((one) => Object.entries(wanted).every(([key, value]) => one[key as 'user'] === value))
          .map(({ rating }) => rating),
      );
    expect(meanFor({ user: 1, movie: 10 })).toBeGreaterThan(meanFor({ user: 2, movie: 10 }) + 0.5);
    expect(meanFor({ user: 1, movie: 10 })).toBeGreaterThan(meanFor({ user: 1, movie: 20 }));
  });

  it('moves ratings by the shift', () => {
    const ratings = (shift: number): number => mean(draw(3_000, { shift }).map(({ rating }) => rating));
    expect(ratings(-1)).toBeLessThan(ratings(0) - 0.5);
  });
});
