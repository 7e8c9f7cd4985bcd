import { join } from 'node:path';
import { Client } from 'pg';
import { startApp, type RunningApp } from './running-app.js';

const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');
const horror = [1258, 1214, 1219, 1997, 1982, 1347];

jest.setTimeout(120_000);

describe('recommendations that are turned and explained', () => {
  let app: RunningApp;
  let user: number;

  const recommend = async (body: Record<string, unknown> = {}) =>
    (await app.send('POST', `/api/v1/users/${user}/recommendations`, body)).body;
  const idsOf = (list: any): number[] => list.items.map(({ movie }: any) => movie.id);
  const genresOf = (list: any): string[][] => list.items.map(({ movie }: any) => movie.genres);
  const sumOf = (parts: any[]): number => parts.reduce((sum, { contribution }) => sum + contribution, 0);

  beforeAll(async () => {
    app = await startApp();
    await app.finished((await app.send('POST', '/api/v1/imports', { source: dataSet })).body.id);
    const candidates = [{ kind: 'svd', hyperparameters: { factorCount: 10, epochs: 5 } }];
    const job = await app.finished((await app.send('POST', '/api/v1/training', { candidates })).body.id);
    expect(job.state).toBe('succeeded');
    user = (await app.send('POST', '/api/v1/users', {})).body.id;
    for (const movieId of horror) {
      await app.send('PUT', `/api/v1/users/${user}/ratings/${movieId}`, { rating: 5 });
    }
  });
  afterAll(() => app.stop());

  it('explains each film by parts that add up to its score, and the predicted rating by the model’s own', async () => {
    const list = await recommend({ popularityDebias: 0.1, boost: "if genre = 'Horror' then 1.2" });
    expect(list.items).toHaveLength(10);
    for (const { movie, score, parts, sources } of list.items) {
      expect(sumOf(parts)).toBe(score);
      expect(Array.isArray(sources)).toBe(true);
      const query = new URLSearchParams({ popularityDebias: '0.1', boost: "if genre = 'Horror' then 1.2" });
      const { status, body } = await app.get(
        `/api/v1/users/${user}/recommendations/${movie.id}/explanation?${query.toString()}`,
      );
      expect(status).toBe(200);
      expect(body.score).toBe(score);
      expect(body.parts.map(({ name, contribution }: any) => ({ name, contribution }))).toEqual(parts);
      for (const part of body.parts.filter(({ because }: any) => because.length > 0)) {
        expect(sumOf(part.because)).toBe(part.contribution);
      }
      expect(sumOf([...body.estimate.terms, ...body.estimate.because])).toBe(body.estimate.score);
      const clipped = Math.min(Math.max(body.estimate.score, 0.5), 5);
      expect(body.predictedRating).toBeCloseTo(clipped, 4);
      expect(body).toMatchObject({ strategy: 'personalised', predictedRatingFrom: 'model' });
    }
  });

  it('explains to somebody unknown what everybody thinks, and nothing of an unknown film', async () => {
    const { body } = await app.get('/api/v1/users/999999/recommendations/318/explanation');
    expect(body).toMatchObject({ strategy: 'popularity', model: null, estimate: null });
    expect(sumOf(body.parts)).toBe(body.score);
    expect((await app.get(`/api/v1/users/${user}/recommendations/99999999/explanation`)).status).toBe(404);
  });

  it('keeps to a filter, for a newcomer too', async () => {
    const filter = "genre in ('Comedy', 'Drama') and year >= 1990 and not genre = 'Horror'";
    for (const id of [user, 999_999]) {
      const { body } = await app.send('POST', `/api/v1/users/${id}/recommendations`, { filter });
      expect(body.items).toHaveLength(10);
      for (const { movie } of body.items) {
        expect(movie.year).toBeGreaterThanOrEqual(1990);
        expect(movie.genres).not.toContain('Horror');
        expect(movie.genres.includes('Comedy') || movie.genres.includes('Drama')).toBe(true);
      }
    }
    const query = new URLSearchParams({ filter: 'year < 1950', count: '5' });
    const { body } = await app.get(`/api/v1/users/${user}/recommendations?${query.toString()}`);
    expect(body.items).toHaveLength(5);
    expect(body.items.every(({ movie }: any) => movie.year < 1950)).toBe(true);
  });

  it('keeps to tags that people wrote', async () => {
    const tagged = [260, 541];
    const database = new Client({ connectionString: app.databaseUrl });
    await database.connect();
    await database.query(
      "INSERT INTO tags (user_id, movie_id, tag, tagged_at) SELECT 1, id, 'Space', now() FROM unnest($1::int[]) AS id",
      [tagged],
    );
    await database.end();
    const { body } = await app.send('POST', `/api/v1/users/${user}/recommendations`, {
      filter: "tag = 'space'",
    });
    expect(idsOf(body).sort()).toEqual(tagged);
  });

  it('says where a filter or boost is wrong', async () => {
    const wrong = await app.send('POST', `/api/v1/users/${user}/recommendations`, { filter: 'yaer > 1990' });
    expect(wrong).toMatchObject({
      status: 422,
      body: {
        type: '/problems/invalid-expression',
        errors: [
          { pointer: '/filter', detail: expect.stringMatching(/^At character 1: met "yaer", expected/) },
        ],
      },
    });
    const path = `/api/v1/users/${user}/recommendations?boost=if`;
    expect(await app.get(path)).toMatchObject({ status: 422, body: { errors: [{ pointer: '/boost' }] } });
  });

  it('lifts what a boost asks for', async () => {
    const comedies = async (body: Record<string, unknown>): Promise<number> =>
      genresOf(await recommend(body)).filter((genres) => genres.includes('Comedy')).length;
    expect(await comedies({ boost: "if genre = 'Comedy' then 4" })).toBeGreaterThan(await comedies({}));
  });

  it.each([
    ['rerank', { rerank: 'magic' }],
    ['diversity', { diversity: 2 }],
    ['calibration', { calibration: -0.1 }],
    ['popularityDebias', { popularityDebias: 'much' }],
    ['newFilms', { newFilms: 1.1 }],
  ])('refuses a %s out of range, in a body and in a query', async (name, body) => {
    const posted = await app.send('POST', `/api/v1/users/${user}/recommendations`, body);
    expect(posted.status).toBe(400);
    expect(posted.body.errors[0].pointer).toBe(`/${name}`);
    const query = new URLSearchParams(
      Object.entries(body).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const got = await app.get(`/api/v1/users/${user}/recommendations?${query.toString()}`);
    expect(got.status).toBe(400);
    expect(got.body.errors[0].pointer).toBe(`/${name}`);
  });

  it('gives other lists by other knobs, the same by query and body', async () => {
    const plain = idsOf(await recommend({ rerank: 'none', newFilms: 0 }));
    for (const knobs of [
      { rerank: 'dpp', diversity: 0.6 },
      { calibration: 0.7 },
      { popularityDebias: 0.8 },
    ]) {
      const turned = idsOf(await recommend({ newFilms: 0, ...knobs }));
      expect(turned).not.toEqual(plain);
      const query = new URLSearchParams({
        newFilms: '0',
        ...Object.fromEntries(Object.entries(knobs).map(([name, value]) => [name, String(value)])),
      });
      const got = await app.get(`/api/v1/users/${user}/recommendations?${query.toString()}`);
      expect(idsOf(got.body)).toEqual(turned);
    }
  });

  it('shows a film that nobody has rated to whom its genres suit, and its first rating at once', async () => {
    const film = { title: 'The Cellar', year: 2026, genres: ['Horror'] };
    const { id } = (await app.send('POST', '/api/v1/movies', film)).body;
    const filter = `year >= 2016 or movieId = ${id}`;
    const list = await recommend({ filter, count: 20, newFilms: 0.2 });
    const found = list.items.find(({ movie }: any) => movie.id === id);
    expect(found).toMatchObject({ source: 'new', sources: expect.arrayContaining(['new']) });
    expect(found.reason).toMatch(/^New, and of the genres you like/);

    await app.send('PUT', `/api/v1/users/999998/ratings/${id}`, { rating: 5 });
    const { body } = await app.get(`/api/v1/users/${user}/recommendations/${id}/explanation`);
    expect(body.movie).toMatchObject({ ratingCount: 1, averageRating: 5 });
    expect(body.parts.find(({ name }: any) => name === 'popularity').contribution).toBeGreaterThan(0);
  });

  it('lets another model answer by its alias or number, and says which did', async () => {
    const candidates = [{ kind: 'svd', hyperparameters: { factorCount: 4, epochs: 2 } }];
    await app.finished((await app.send('POST', '/api/v1/training', { candidates })).body.id);
    const { items: versions } = (await app.get('/api/v1/models')).body;
    const [other, champion] = versions.map(({ version }: any) => version);
    const body = { version: other, reason: 'to be tried' };
    expect((await app.send('PUT', '/api/v1/models/aliases/challenger', body)).status).toBe(200);

    expect((await recommend()).model).toMatchObject({ version: champion, alias: 'champion' });
    expect((await recommend({ alias: 'challenger' })).model).toMatchObject({
      version: other,
      alias: 'challenger',
    });
    expect((await recommend({ version: other })).model).toMatchObject({ version: other, alias: null });
    const nobody = await app.send('POST', `/api/v1/users/${user}/recommendations`, { alias: 'nobody' });
    expect([nobody.status, nobody.body.type]).toEqual([404, '/problems/alias-not-found']);
  });

  it('counts what people do with a list once, and puts a rating down to the list that showed the film', async () => {
    const list = await recommend({ count: 5, scenario: 'home' });
    const [first, second, third] = idsOf(list);
    const { recommendationId } = list;
    const events = [
      ...idsOf(list).map((movieId) => ({ type: 'impression', movieId, recommendationId })),
      { type: 'click', movieId: first, recommendationId },
      { type: 'click', movieId: first, recommendationId },
      { type: 'click', movieId: 1, recommendationId: '00000000-0000-4000-8000-000000000000' },
      { type: 'wave', movieId: first },
    ];
    const headers = { 'idempotency-key': 'test-1' };
    const sent = await app.send('POST', '/api/v1/feedback', { events }, headers);
    expect(sent.status).toBe(200);
    expect(sent.body.results.map(({ status }: any) => status)).toEqual([
      ...Array<string>(6).fill('stored'),
      'duplicate',
      'rejected',
      'rejected',
    ]);
    expect((await app.send('POST', '/api/v1/feedback', { events }, headers)).body).toEqual(sent.body);
    const reused = await app.send('POST', '/api/v1/feedback', { events: [] }, headers);
    expect(reused.status).toBe(409);

    await app.send('PUT', `/api/v1/users/${user}/ratings/${second}`, { rating: 4.5 });
    await app.send('PUT', `/api/v1/users/${user}/ratings/${third}`, { rating: 2 });
    await app.send('DELETE', `/api/v1/users/${user}/ratings/${third}`);
    let total: any;
    for (let tries = 0; tries < 50 && total?.positiveRatings !== 1; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      ({ total } = (await app.get('/api/v1/online-metrics?by=source')).body);
    }
    expect(total).toMatchObject({ impressions: 5, clicks: 1, ratings: 1, positiveRatings: 1 });
    expect(total.clickThrough.share).toBeCloseTo(0.2, 12);
    const byDay = (await app.get('/api/v1/online-metrics?by=day')).body;
    expect(byDay.rows).toHaveLength(1);
    expect(byDay.rows[0]).toMatchObject({
      clicks: 1,
      coverage: expect.any(Number),
      novelty: expect.any(Number),
    });
    const dialects = (await app.get('/api/v1/online-metrics/dialects?k=5')).body;
    expect(dialects.people).toBe(2);
    expect(dialects.metrics.find(({ id }: any) => id === 'evidently.novelty').value).toBeGreaterThan(0);
    expect((await app.get('/api/v1/online-metrics?from=2026-02-30')).status).toBe(400);
  });

  it('keeps everybody on one arm of an experiment, and tells what came of it', async () => {
    const arms = [
      { arm: 'now', alias: 'champion', share: 0.5 },
      { arm: 'new', alias: 'challenger', share: 0.5 },
    ];
    const started = await app.send('POST', '/api/v1/ab-experiments', { name: 'popularity', arms });
    expect(started.status).toBe(201);
    const { id } = started.body;
    expect((await app.send('POST', '/api/v1/ab-experiments', { name: 'another', arms })).status).toBe(409);
    const lists = await Promise.all([1, 2].map(() => recommend()));
    expect(lists[0].experiment).toEqual({ id, arm: expect.stringMatching(/^n(ow|ew)$/) });
    expect(lists[1].experiment).toEqual(lists[0].experiment);
    const visitor = { ratings: horror.map((movieId) => ({ movieId, rating: 5 })), callerKey: 'visitor-1' };
    const session = (await app.send('POST', '/api/v1/sessions/recommendations', visitor)).body;
    expect(session.experiment.id).toBe(id);

    const { report } = (await app.get(`/api/v1/ab-experiments/${id}`)).body;
    const people = report.arms.reduce((sum: number, arm: any) => sum + arm.people, 0);
    expect([people, report.sampleRatio.verdict]).toEqual([2, 'insufficient-data']);
    expect(report.verdict).toMatch(/^Too early/);
    expect((await app.send('POST', `/api/v1/ab-experiments/${id}/stop`, { reason: 'done' })).body.state).toBe(
      'stopped',
    );
    expect((await app.send('POST', `/api/v1/ab-experiments/${id}/stop`, { reason: 'again' })).status).toBe(
      409,
    );
    expect((await recommend()).experiment).toBeNull();
    expect((await app.get('/api/v1/ab-experiments')).body.items).toHaveLength(1);
  });

  it('measures the champion on held-out ratings in three dialects', async () => {
    const started = await app.send('POST', '/api/v1/dialect-evaluations', { k: 5 });
    expect(started.status).toBe(202);
    const { state, result } = await app.finished(started.body.id);
    expect(state).toBe('succeeded');
    expect(result.users).toBeGreaterThan(100);
    const ndcg = ['evidently', 'recbole', 'recommenders'].map((dialect) => result.metrics.find(({ id }: any) => id === `${dialect}.ndcg`)); // prettier-ignore
    for (const { value, formula, k } of ndcg) {
      expect([value > 0 && value < 1, formula.length > 20, k]).toEqual([true, true, 5]);
    }
    const unknown = await app.send('POST', '/api/v1/dialect-evaluations', { version: 99_999 });
    expect(unknown.status).toBe(404);
  });

  it('judges another model by lists that were left to chance in part', async () => {
    for (let list = 0; list < 20; list++) await recommend({ rotationRate: 1 });
    const estimate = await app.send('POST', '/api/v1/off-policy-estimates', { alias: 'challenger' });
    expect(estimate.status).toBe(202);
    const job = await app.finished(estimate.body.id);
    expect(job.state).toBe('succeeded');
    expect(job.result).toMatchObject({ explored: 20, skipped: 0 });
    expect(job.result.estimate.places).toBeGreaterThanOrEqual(200);
    expect(job.result.estimate.ips.value).toBeGreaterThanOrEqual(0);
  });
});
