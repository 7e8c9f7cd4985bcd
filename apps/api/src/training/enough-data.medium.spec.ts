import { DataSource } from 'typeorm';
import { startApp, type RunningApp } from '../../test/e2e/running-app.js';

jest.setTimeout(300_000);

/** Ratings by SQL of `u`, the user, and `m`, the movie. */
const ratingsOf = (users: number, movies: number, where: string, rating: string): string => `
  TRUNCATE ratings;
  INSERT INTO ratings SELECT u, m, ${rating}, timestamptz '2010-01-01Z' + (u * 1000 + m) * interval '1 minute'
  FROM generate_series(1, ${users}) AS u, generate_series(1, ${movies}) AS m WHERE ${where}`;
const mixed = '(1 + (u * 7 + m * 13 + u * m) % 10) / 2.0';
const candidates = [
  { kind: 'normal' },
  { kind: 'baseline' },
  { kind: 'svd', hyperparameters: { epochs: 2, factorCount: 4 } },
  { kind: 'knn-basic' },
  { kind: 'knn-with-z-score' },
];

describe('a training of very little', () => {
  let app: RunningApp;
  let sql: DataSource;

  beforeAll(async () => {
    app = await startApp();
    sql = app.app.get(DataSource);
    await sql.query(
      `INSERT INTO movies (id, title, year, genres) SELECT n, 'Movie ' || n, 1980, '{Drama}' FROM generate_series(1, 500) AS n`,
    );
  });
  afterAll(() => app.stop());

  it.each([
    [
      'one movie',
      200,
      1,
      'true',
      mixed,
      /no user has two ratings: there are 200 ratings by 200 users, all of one/,
    ],
    ['one rating a user', 500, 500, 'm = u', mixed, /Nothing can be held out since no user has two ratings/],
    ['one user', 1, 500, 'true', mixed, /All 500 ratings are by one user/],
    ['99 ratings', 11, 9, 'true', mixed, /There are 99 ratings, training needs at least 100/],
    ['none', 1, 1, 'false', mixed, /There are 0 ratings/],
    ['equal ratings', 30, 30, 'true', '5', /All 900 ratings are equal \(5\).*ndcgAt10/],
  ])('refuses %s before it starts, with what is missing', async (_, users, movies, where, rating, detail) => {
    await sql.query(ratingsOf(users, movies, where, rating));
    for (const path of ['/api/v1/training', '/api/v1/searches']) {
      const answer = await app.send('POST', path, path.endsWith('training') ? {} : { kinds: ['baseline'] });
      expect(answer).toMatchObject({
        status: 422,
        body: { type: '/problems/not-enough-data', detail: expect.stringMatching(detail) },
      });
    }
  });

  const train = async (wish: object = {}): Promise<any> => {
    const { body } = await app.send('POST', '/api/v1/training', { candidates, force: true, ...wish });
    return app.finished(body.id);
  };
  const forget = (): Promise<unknown> =>
    sql.query('DELETE FROM model_aliases; DELETE FROM model_alias_moves');

  it.each([
    ['two users', 2, 300, 'true', mixed],
    ['equal ratings but one', 30, 30, 'true', 'CASE WHEN u = 3 AND m = 4 THEN 1 ELSE 5 END'],
    ['constant users', 30, 30, 'true', '(1 + u % 9) / 2.0'],
    ['newcomers with two ratings each', 200, 3, 'm <> 1 + u % 3', mixed],
  ])('makes no floor the champion of %s', async (_, users, movies, where, rating) => {
    await forget();
    await sql.query(ratingsOf(users, movies, where, rating));
    expect(await train()).toMatchObject({ state: 'succeeded', result: { promoted: true } });
    const { body: champion } = await app.get('/api/v1/models/champion');
    expect(['svd', 'knn-basic', 'knn-with-z-score']).toContain(champion.kind);
  });

  it('trains on equal ratings by a metric of lists', async () => {
    await forget();
    await sql.query(ratingsOf(30, 30, '(u + m) % 2 = 0', '5'));
    const job = await train({ primaryMetric: 'ndcgAt10' });
    expect(job).toMatchObject({ state: 'succeeded', result: { primaryMetric: 'ndcgAt10', promoted: true } });
  });

  it('calls a first champion of two held-out users unproven, and lets no two users replace it', async () => {
    await forget();
    await sql.query(ratingsOf(2, 300, 'true', mixed));
    const first = await train();
    expect(first.result.reason).toMatch(
      /^First champion, unproven: .*2 held-out users, at least 20 are needed/,
    );
    const second = await train({ seed: 3, candidates: [{ kind: 'als' }, { kind: 'svd' }] });
    expect(second.result).toMatchObject({
      promoted: false,
      reason: expect.stringMatching(/^Too few to tell: 2 held-out users, at least 20 are needed/),
    });
    const { body } = await app.get(`/api/v1/promotion-decisions/${second.result.decisionId}`);
    expect(body).toMatchObject({ evidence: { users: 2, minUsers: 20, isEnough: false } });
    expect(body.candidates.every(({ adjustedPValue }: any) => adjustedPValue === null)).toBe(true);
  });

  it('records every hyperparameter that takes effect', async () => {
    const { body } = await app.get('/api/v1/runs?kind=svd&limit=50');
    const run = body.items.find(({ hyperparameters }: any) => hyperparameters.epochs === 2);
    expect(run.hyperparameters).toMatchObject({
      epochs: 2,
      factorCount: 4,
      learningRate: 0.005,
      regularisation: 0.02,
    });
  });
});
