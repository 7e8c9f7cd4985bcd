import { join } from 'node:path';
import { startApp, type RunningApp } from './running-app.js';

const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');
/** Films that anybody would call horror: The Shining, Alien, Psycho, The Exorcist, Halloween, A Nightmare on Elm Street. */
const horror = [1258, 1214, 1219, 1997, 1982, 1347];

jest.setTimeout(120_000);

describe('from an import to a recommendation', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  it('says what is missing before there is anything', async () => {
    expect((await app.get('/health')).body).toMatchObject({
      status: 'ok',
      checks: { champion: { version: null } },
    });
    const predicted = await app.send('POST', '/predict/', { user_id: 1 });
    expect(predicted.status).toBe(503);
    expect(predicted.headers.get('retry-after')).toBe('30');
    expect(predicted.body).toMatchObject({
      type: '/problems/no-ratings',
      requestId: predicted.headers.get('x-request-id'),
    });
    expect((await app.send('POST', '/training/', { force: true })).body).toMatchObject({
      status: 422,
      type: '/problems/not-enough-data',
    });
    expect((await app.get('/monitoring/drift')).status).toBe(422);
    expect((await app.get('/api/v1/models/champion')).body.type).toBe('/problems/no-champion');
    expect((await app.get('/stats')).body).toMatchObject({ ratings: 0, users: 0 });
  });

  it('imports the small data set, and a second time changes nothing', async () => {
    const started = await app.send('POST', '/api/v1/imports', { source: dataSet });
    expect(started.status).toBe(202);
    expect(started.headers.get('location')).toBe(`/api/v1/jobs/${started.body.id}`);
    const first = await app.finished(started.body.id);
    expect(first).toMatchObject({
      state: 'succeeded',
      result: { ratings: { read: 100004, inserted: 100004, rejected: 0 } },
    });

    const again = await app.finished(
      (await app.send('POST', '/api/v1/imports', { source: dataSet })).body.id,
    );
    expect(again.result.ratings).toMatchObject({ read: 100004, inserted: 0, updated: 0, unchanged: 100004 });
    expect((await app.get('/stats')).body).toMatchObject({ users: 671, ratings: 100004, rated_movies: 9066 });
  });

  it('answers by cold start while no model serves, and says so', async () => {
    const { status, body } = await app.send('POST', '/predict', {
      user_id: 1,
      n_recommendations: 5,
      genres: ['Comedy'],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ strategy: 'genre-popularity', cold_start: true, model: null });
    expect(body.recommendations).toHaveLength(5);
    for (const film of body.recommendations) expect(film.genres).toContain('Comedy');
  });

  it('trains in a thread, promotes the best by RMSE, and skips what it knows', async () => {
    const candidates = [
      { kind: 'normal', name: 'random' },
      { kind: 'baseline', name: 'baseline' },
      { kind: 'svd', name: 'svd', hyperparameters: { factorCount: 20 } },
    ];
    const started = await app.send('POST', '/api/v1/training', { candidates, seed: 7 });
    expect(started.status).toBe(202);
    // A second one waits; the last that waits counts.
    const [first, last] = [
      await app.send('POST', '/training/', {}),
      await app.send('POST', '/training/', { force: true }),
    ];
    expect([first.status, last.status]).toEqual([202, 202]);
    expect(last.body.status).toBe('queued');
    expect((await app.get('/training/status')).body).toMatchObject({
      state: 'running',
      job_id: started.body.id,
      queued_job_id: last.body.job_id,
    });
    expect((await app.get(`/api/v1/jobs/${first.body.job_id}`)).body).toMatchObject({
      state: 'cancelled',
      failureReason: `replaced by a later request: job ${last.body.job_id}`,
    });
    await app.send('POST', `/api/v1/jobs/${last.body.job_id}/cancel`);
    const job = await app.finished(started.body.id);
    expect(job).toMatchObject({
      state: 'succeeded',
      result: { promoted: true, skipped: false, primaryMetric: 'rmse', skippedCandidates: [] },
    });

    const runs = (await app.get('/api/v1/runs')).body.items;
    expect(runs).toHaveLength(3);
    for (const run of runs) {
      expect(run).toMatchObject({
        status: 'succeeded',
        seed: 7,
        ratingCount: 100004,
        artifact: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
        metrics: {
          rmse: expect.any(Number),
          mae: expect.any(Number),
          ndcgAt10: expect.any(Number),
          recallAt10: expect.any(Number),
        },
      });
    }
    const champion = (await app.get('/api/v1/models/champion')).body;
    // The best of those that may serve: the random one and the baseline are floors.
    const best = runs.find(({ name }: any) => name === 'svd');
    expect(champion).toMatchObject({ runId: best.id, aliases: ['champion'] });
    expect((await app.get('/api/v1/models/aliases/champion/history')).body[0]).toMatchObject({
      toVersion: champion.version,
      decidedBy: 'gate',
    });
    const svd = runs.find((run: any) => run.name === 'svd');
    expect((await app.get(`/api/v1/runs/${svd.id}`)).body.steps).toHaveLength(20);

    const known = await app.finished(
      (await app.send('POST', '/api/v1/training', { candidates, seed: 7 })).body.id,
    );
    expect(known.result).toMatchObject({ skipped: true });
    expect((await app.get('/training/status')).body).toMatchObject({
      state: 'idle',
      last_result: { skipped: true },
    });
  });

  it('trains again by force to the same figures, and keeps a champion that is not beaten', async () => {
    const candidates = [{ kind: 'baseline', name: 'baseline' }];
    const before = (await app.get('/api/v1/models/champion')).body;
    const job = await app.finished(
      (await app.send('POST', '/api/v1/training', { candidates, seed: 7, force: true })).body.id,
    );
    expect(job.result).toMatchObject({ skipped: false, promoted: false });
    const earlier = (await app.get('/api/v1/runs')).body.items.filter((run: any) => run.name === 'baseline');
    expect(earlier[0].metrics.rmse).toBe(earlier[1].metrics.rmse);
    expect(earlier[0].artifact.sha256).toBe(earlier[1].artifact.sha256);
    expect((await app.get('/api/v1/models/champion')).body.version).toBe(before.version);
  });

  it('plans by the amount of data, and says what a budget leaves out', async () => {
    const plan = (await app.get('/api/v1/training/plan?budgetSeconds=5')).body;
    expect(plan).toMatchObject({ primaryMetric: 'rmse', budgetSeconds: 5, ratingCount: 100004 });
    expect(plan.candidates.map(({ kind, role }: any) => [kind, role]).slice(0, 4)).toEqual([
      ['normal', 'core'],
      ['baseline', 'core'],
      ['svd', 'core'],
      ['knn-basic', 'core'],
    ]);
    const slopeOne = plan.skipped.find(({ kind }: any) => kind === 'slope-one');
    expect(slopeOne.reason).toContain('of the budget of 5.0 s are left');
    expect((await app.get('/api/v1/training/plan?primaryMetric=accuracy')).body.type).toBe(
      '/problems/validation-failed',
    );
  });

  it('chooses by a ranking metric when it is asked to: higher is better', async () => {
    const before = (await app.get('/api/v1/models/champion')).body;
    const job = await app.finished(
      (
        await app.send('POST', '/api/v1/training', {
          candidates: [{ kind: 'baseline' }, { kind: 'normal' }],
          primaryMetric: 'ndcgAt10',
          force: true,
        })
      ).body.id,
    );
    const { runs, bestRunId, reason, promoted } = job.result;
    const best = runs.reduce((a: any, b: any) => (a.metrics.ndcgAt10 > b.metrics.ndcgAt10 ? a : b));
    expect(bestRunId).toBe(best.id);
    expect(reason).toContain('NDCG@10');
    const [decision] = (await app.get(`/api/v1/promotion-decisions?jobId=${job.id}`)).body.items;
    expect(decision).toMatchObject({
      id: job.result.decisionId,
      metric: 'ndcgAt10',
      outcome: promoted ? 'promoted' : 'kept',
      championVersion: before.version,
      candidates: [{ runId: best.id, comparison: { users: expect.any(Number) } }, {}],
    });
  });

  it('tells of each epoch while it trains, and stops within a second when it is asked to', async () => {
    const candidates = [{ kind: 'svd', hyperparameters: { epochs: 1000 } }];
    const { id } = (await app.send('POST', '/api/v1/training', { candidates, force: true })).body;
    const events = await fetch(`${app.url}/api/v1/jobs/${id}/events`);
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    let told = '';
    let cancelledAt = 0;
    for await (const chunk of events.body!.pipeThrough(
      new TextDecoderStream(),
    ) as unknown as AsyncIterable<string>) {
      told += chunk;
      if (cancelledAt === 0 && told.includes('"epoch":3')) {
        cancelledAt = Date.now();
        expect((await app.send('POST', `/api/v1/jobs/${id}/cancel`)).status).toBe(200);
      }
    }
    expect(Date.now() - cancelledAt).toBeLessThan(2000);
    expect(told).toMatch(/"trainRmse":0\.\d+/);
    expect((await app.get(`/api/v1/jobs/${id}`)).body).toMatchObject({ state: 'cancelled', result: null });
    expect((await app.get('/api/v1/runs?limit=1')).body.items[0]).toMatchObject({
      status: 'cancelled',
      artifact: null,
    });
    expect((await app.send('POST', `/api/v1/jobs/${id}/cancel`)).body.type).toBe(
      '/problems/job-already-finished',
    );
  });

  it('recommends horror to somebody who rates six horror films 5, by the very next request', async () => {
    const user = (await app.send('POST', '/api/v1/users', {})).body.id;
    expect((await app.get(`/api/v1/users/${user}/recommendations`)).body).toMatchObject({
      coldStart: true,
      strategy: 'popularity',
    });
    for (const movieId of horror) {
      expect((await app.send('PUT', `/api/v1/users/${user}/ratings/${movieId}`, { rating: 5 })).status).toBe(
        200,
      );
    }
    const { body } = await app.send('POST', `/api/v1/users/${user}/recommendations`, { count: 10 });
    expect(body).toMatchObject({ coldStart: false, strategy: 'personalised', userId: user });
    const frightening = body.items.filter(({ movie }: any) =>
      movie.genres.some((genre: string) => ['Horror', 'Thriller'].includes(genre)),
    );
    expect(frightening.length).toBeGreaterThanOrEqual(7);
    for (const { movie } of body.items) expect(horror).not.toContain(movie.id);
    expect(body.items[0].reason).toMatch(/^Because you rated/);

    const top = body.items[0].movie.id;
    await app.send('PUT', `/api/v1/users/${user}/ratings/${top}`, { rating: 1 });
    const next = (await app.send('POST', `/api/v1/users/${user}/recommendations`, { count: 10 })).body;
    expect(next.items.map(({ movie }: any) => movie.id)).not.toContain(top);
    expect(next.items).not.toEqual(body.items);

    expect((await app.send('DELETE', `/api/v1/users/${user}/ratings/${top}`)).status).toBe(204);
    // Neighbours follow a rating beside the requests; once they have, the list is what it was.
    const idsOf = ({ items }: any): number[] => items.map(({ movie }: any) => movie.id);
    await app.until(async () => {
      const undone = await app.send('POST', `/api/v1/users/${user}/recommendations`, { count: 10 });
      return JSON.stringify(idsOf(undone.body)) === JSON.stringify(idsOf(body));
    });
  });

  it('finds similar films and predicts a rating on the scale', async () => {
    const similar = (await app.get('/api/v1/movies/1/similar?count=5')).body;
    expect(similar.items).toHaveLength(5);
    const predicted = (await app.get('/api/v1/users/1/predictions/1')).body;
    expect(predicted.predictedRating).toBeGreaterThanOrEqual(0.5);
    expect(predicted.predictedRating).toBeLessThanOrEqual(5);
    expect((await app.get('/api/v1/users/1/predictions/99999999')).body.type).toBe(
      '/problems/movie-not-found',
    );
  });

  it('sees two films as similar once people rate them alike, without a training', async () => {
    // Show Boat and The Dream Team, which few people know and nobody would name together.
    const [film, other] = [8502, 4585];
    const nearest = async (): Promise<any> =>
      (await app.get(`/api/v1/movies/${film}/similar?count=1`)).body.items[0];
    expect((await nearest()).movie.id).not.toBe(other);
    for (let userId = 900_001; userId <= 900_012; userId++) {
      for (const [movieId, rating] of [
        [film, 5],
        [other, 5],
        [horror[0], 2],
      ])
        await app.send('PUT', `/api/v1/users/${userId}/ratings/${movieId}`, { rating });
    }
    await app.until(async () => (await nearest()).movie.id === other);
    expect(await nearest()).toMatchObject({ movie: { id: other }, source: 'neighbours' });
    await app.send('PUT', `/api/v1/users/900100/ratings/${film}`, { rating: 5 });
    const list = (await app.send('POST', '/api/v1/users/900100/recommendations', { count: 10 })).body;
    expect(list.items.map(({ movie }: any) => movie.id)).toContain(other);
  });

  it('swaps champions under load without a failed or empty answer', async () => {
    const versions = (await app.get('/api/v1/models')).body.items.map(({ version }: any) => version);
    let loading = true;
    const statuses = new Map<number, number>();
    const served = new Set<number>();
    const load = async (): Promise<void> => {
      while (loading) {
        const { status, body } = await app.send('POST', '/predict/', {
          user_id: 1 + Math.floor(Math.random() * 600),
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        served.add(body.model?.version);
        expect(body.recommendations).toHaveLength(10);
      }
    };
    const loads = [load(), load(), load()];
    for (const version of [...versions, ...versions]) {
      expect(
        (await app.send('PUT', '/api/v1/models/aliases/champion', { version, reason: 'under load' })).status,
      ).toBe(200);
    }
    loading = false;
    await Promise.all(loads);
    expect([...statuses.keys()]).toEqual([200]);
    expect(served.size).toBeGreaterThan(1);
  });

  it('judges what it served, sees a shifted taste as drift, and exports both', async () => {
    const quality = (await app.get('/monitoring/stats')).body;
    expect(quality.recommendations_served).toBeGreaterThan(5);
    for (const figure of ['catalog_coverage', 'diversity', 'novelty'])
      expect(quality[figure]).toBeGreaterThan(0);
    expect(quality.latency_ms.p95).toBeGreaterThan(0);

    const generated = await app.send('POST', '/generate-ratings/?batch_size=2000&seed=3&shift=1.5');
    expect(generated.body.generated).toBe(2000);
    const drift = (await app.get('/monitoring/drift')).body;
    expect(drift.reference_window.description).toBe('ratings the champion was trained on');
    expect(drift.current_window.ratings).toBeGreaterThanOrEqual(2000);
    expect(drift.columns.map(({ column }: any) => column)).toEqual([
      'rating',
      'genre',
      'film_popularity',
      'film_decade',
      'user_activity',
      'user_ratings',
      'hour_of_day',
      'day_of_week',
      'predicted_rating',
      'served_genre',
    ]);
    expect(drift.columns.find(({ column }: any) => column === 'rating').verdict).toBe('drift');

    const evidently = (await app.get('/monitoring/drift/evidently')).body;
    expect(evidently.metrics.map(({ metric }: any) => metric)).toEqual([
      'DatasetDriftMetric',
      'DataDriftTable',
    ]);
    const page = await app.get('/monitoring/drift/evidently/', { accept: 'text/html' });
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.body).not.toMatch(/<script[^>]+src=|https?:\/\/(?!www\.w3\.org)/);

    const metrics = (await app.get('/metrics')).body;
    for (const name of [
      'http_requests_total',
      'reco_recommendations_total',
      'reco_model_info',
      'reco_training_runs_total',
      'reco_drift_score',
      'reco_catalog_coverage_ratio',
    ]) {
      expect(metrics).toContain(`# HELP ${name} `);
    }
    expect(metrics).toMatch(/http_requests_total\{method="POST",route="\/predict\/?",status_class="2xx"\}/);
    expect(metrics).not.toMatch(/route="\/api\/v1\/users\/\d/);
  });
});
