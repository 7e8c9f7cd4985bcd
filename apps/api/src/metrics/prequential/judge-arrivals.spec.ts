import type { Champion } from '../../prediction/index.js';
import { groupArrivals, headOf, judgeArrivals, type JudgedModel } from './judge-arrivals.js';

const at = (second: number): Date => new Date(second * 1000);
const arrival = (movieId: number, rating: number, ratedAt = at(100)) => ({
  userId: 7,
  movieId,
  rating,
  ratedAt,
  arrivedAt: at(101),
});

/** A model that predicts the mean of what it is shown of the person, 3 where that is nothing. */
function meanModel(createdAt = at(50), output: 'rating' | 'preference' = 'rating') {
  const seen: number[][] = [];
  const model = {
    output,
    foldIn: (history: { itemId: number; rating: number }[]) => {
      seen.push(history.map(({ itemId }) => itemId));
      const mean = history.reduce((sum, { rating }) => sum + rating, 0) / history.length;
      return { predict: () => (history.length ? mean : 3) };
    },
  };
  const version = { version: 4, createdAt: createdAt.toISOString() };
  const loaded = { version, model, neighbours: null } as unknown as Champion;
  return { seen, judged: { role: 'champion', loaded, ranking: null } satisfies JudgedModel };
}

describe('judgeArrivals', () => {
  const history = [
    { movieId: 1, rating: 2, ratedAt: at(10) },
    { movieId: 2, rating: 4, ratedAt: at(20) },
    { movieId: 3, rating: 5, ratedAt: at(100) },
    { movieId: 4, rating: 5, ratedAt: at(100) },
    { movieId: 5, rating: 5, ratedAt: at(300) },
  ];

  it('shows the model neither the rating, nor others of that moment, nor later ones', () => {
    const { seen, judged } = meanModel();
    const judgements = judgeArrivals([arrival(3, 5), arrival(4, 5)], history, [judged], new Set([3]));
    expect(seen).toEqual([[1, 2]]);
    expect(judgements.map(({ predicted }) => predicted)).toEqual([3, 3]);
    expect(judgements[0]).toMatchObject({ role: 'champion', modelVersion: 4, rating: 5, listed: null });
  });

  it('tells who is new here and which films are known', () => {
    const { judged } = meanModel();
    const judgements = judgeArrivals([arrival(3, 5), arrival(4, 5)], history, [judged], new Set([3]));
    expect(judgements.map(({ userCohort, filmCohort }) => [userCohort, filmCohort])).toEqual([
      ['cold', 'head'],
      ['cold', 'tail'],
    ]);
  });

  it('does not ask a model that was made after the rating was written', () => {
    const { judged } = meanModel(at(200));
    expect(judgeArrivals([arrival(3, 5)], history, [judged], new Set())).toEqual([]);
  });

  it('has a model of preferences predict no rating', () => {
    const { judged } = meanModel(at(50), 'preference');
    expect(judgeArrivals([arrival(3, 5)], history, [judged], new Set())[0].predicted).toBeNull();
  });
});

describe('groupArrivals', () => {
  it('keeps one person and moment together', () => {
    const groups = groupArrivals([arrival(1, 3), arrival(2, 3, at(5)), arrival(3, 3)]);
    expect(groups.map((group) => group.map(({ movieId }) => movieId))).toEqual([[1, 3], [2]]);
  });
});

describe('headOf', () => {
  it('is the fewest films with four fifths of the ratings', () => {
    const movies = [70, 15, 10, 5].map((ratingCount, id) => ({ id, ratingCount }));
    expect([...headOf(movies)]).toEqual([0, 1]);
    expect(headOf([]).size).toBe(0);
  });
});
