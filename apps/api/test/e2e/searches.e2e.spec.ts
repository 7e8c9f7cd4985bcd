import { join } from 'node:path';
import { startApp, type RunningApp } from './running-app.js';

const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');

jest.setTimeout(120_000);

describe('a search of hyperparameters', () => {
  let app: RunningApp;
  const quick = { kinds: ['baseline'], maxTrials: 6, budgetSeconds: 600, seed: 3 };

  beforeAll(async () => {
    app = await startApp();
    await app.finished((await app.send('POST', '/api/v1/imports', { source: dataSet })).body.id);
  });
  afterAll(() => app.stop());

  const settled = async (id: string): Promise<any> => {
    await app.finished((await app.get(`/api/v1/searches/${id}`)).body.jobId);
    return (await app.get(`/api/v1/searches/${id}`)).body;
  };
  const tried = (search: any): unknown[] =>
    search.trials
      .filter(({ status }: any) => status !== 'cancelled')
      .map(({ hyperparameters, value }: any) => [hyperparameters, value]);
  let uninterrupted: any;

  it('refuses kinds that it cannot search, and settings that make no sense', async () => {
    const { body } = await app.send('POST', '/api/v1/searches', { kinds: ['svd', 'normal'] });
    expect(body).toMatchObject({
      status: 400,
      errors: [{ pointer: '/kinds/1', detail: 'normal has no hyperparameters to search' }],
    });
    for (const change of [{ maxTrials: 0 }, { kinds: [] }, { metric: 'accuracy' }, { sampler: 'grid' }]) {
      expect((await app.send('POST', '/api/v1/searches', { ...quick, ...change })).status).toBe(400);
    }
    const unknown = '/api/v1/searches/5b0c0f2e-9d5c-4e57-9d59-3a2f7fb4b0a1';
    expect((await app.get(unknown)).body.type).toBe('/problems/search-not-found');
    expect((await app.send('POST', `${unknown}/resume`, {})).status).toBe(404);
  });

  it('makes each trial a run, begins with the defaults, and trains and judges the best like any candidate', async () => {
    const started = await app.send('POST', '/api/v1/searches', quick);
    expect(started.status).toBe(202);
    expect(started.headers.get('location')).toBe(`/api/v1/jobs/${started.body.jobId}`);
    const waiting = await app.send('POST', '/api/v1/training', {});
    expect(waiting.body).toMatchObject({ kind: 'training', state: 'queued' });
    await app.send('POST', `/api/v1/jobs/${waiting.body.id}/cancel`);

    const search = (uninterrupted = await settled(started.body.id));
    expect(search).toMatchObject({
      state: 'succeeded',
      result: { promoted: true, searchId: search.id, primaryMetric: 'rmse' },
    });
    expect(search.trials.map(({ trial }: any) => trial)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(search.trials[0].hyperparameters).toMatchObject({
      userRegularisation: 15,
      itemRegularisation: 10,
    });
    const best = search.trials.reduce((a: any, b: any) => (b.value < a.value ? b : a));
    expect(search.bestRunId).toBe(best.runId);

    const champion = (await app.get('/api/v1/models/champion')).body;
    const run = (await app.get(`/api/v1/runs/${champion.runId}`)).body;
    expect(run).toMatchObject({ name: 'BaselineOnly, tuned', searchId: search.id, trial: null });
    expect(run.hyperparameters).toEqual(best.hyperparameters);
    // Judged on ratings that no trial was judged on.
    expect(run.metrics.rmse).not.toBe(best.value);
    expect((await app.get('/api/v1/runs')).body.items).toHaveLength(1);
    expect((await app.get(`/api/v1/runs?searchId=${search.id}`)).body.items).toHaveLength(7);
    expect((await app.get('/api/v1/searches')).body.items[0]).toMatchObject({
      id: search.id,
      settings: { sampler: 'tpe', pruner: 'halving', metric: 'rmse' },
    });
    expect((await app.get('/training/status')).body.last_result).toMatchObject({ promoted: true });
  });

  it('stops within a second or so, and when resumed tries what it would have tried', async () => {
    const { id, jobId } = (await app.send('POST', '/api/v1/searches', quick)).body;
    for (;;) {
      const { trials } = (await app.get(`/api/v1/searches/${id}`)).body;
      if (trials.filter(({ status }: any) => status === 'succeeded').length >= 2) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const cancelledAt = Date.now();
    await app.send('POST', `/api/v1/jobs/${jobId}/cancel`);
    const cancelled = await settled(id);
    expect(Date.now() - cancelledAt).toBeLessThan(3000);
    expect(cancelled.state).toBe('cancelled');
    expect(cancelled.trials.length).toBeLessThan(6);

    expect((await app.send('POST', `/api/v1/searches/${id}/resume`, {})).status).toBe(202);
    const resumed = await settled(id);
    expect(resumed.state).toBe('succeeded');
    expect(tried(resumed)).toEqual(tried(uninterrupted));
  });

  it('goes on after its end only when it is given more', async () => {
    const path = `/api/v1/searches/${uninterrupted.id}/resume`;
    expect((await app.send('POST', path, {})).body.type).toBe('/problems/search-finished');
    expect((await app.send('POST', path, { maxTrials: 7 })).status).toBe(202);
    const search = await settled(uninterrupted.id);
    expect(tried(search).slice(0, 6)).toEqual(tried(uninterrupted));
    expect(search.trials).toHaveLength(7);
    expect(search.settings.maxTrials).toBe(7);
  });

  it('prunes by epoch what promises little, and keeps its curve', async () => {
    const body = { kinds: ['matrix-factorisation'], maxTrials: 8, budgetSeconds: 60, seed: 1 };
    const search = await settled((await app.send('POST', '/api/v1/searches', body)).body.id);
    expect(search.state).toBe('succeeded');
    const pruned = search.trials.filter(({ status }: any) => status === 'pruned');
    expect(pruned.length).toBeGreaterThan(0);
    for (const { epochs, value, runId } of pruned) {
      expect([2, 6, 18]).toContain(epochs);
      const { steps } = (await app.get(`/api/v1/runs/${runId}`)).body;
      const looked = steps.filter(({ metric }: any) => metric === 'validationRmse');
      expect(looked.at(-1)).toMatchObject({ step: epochs, value });
    }
    expect(search.trials[0].status).toBe('succeeded');
  });
});
