import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { startApp, type RunningApp } from '../../test/e2e/running-app.js';
import { AppConfig } from '../platform/config/app-config.js';

const candidates = [
  { kind: 'svd', hyperparameters: { factorCount: 4, epochs: 3 } },
  { kind: 'matrix-factorisation', hyperparameters: { factorCount: 8, epochs: 2, threads: 2 } },
  { kind: 'baseline' },
];

describe('what a training has learnt from', () => {
  let app: RunningApp;
  let sql: DataSource;

  beforeAll(async () => {
    app = await startApp();
    sql = app.app.get(DataSource);
    await sql.query(`
      INSERT INTO movies (id, title, year, genres) SELECT n, 'Film ' || n, 1980 + n % 40, '{Drama}' FROM generate_series(1, 60) AS n;
      INSERT INTO ratings SELECT u, m, (1 + (u * 7 + m * 13 + u * m) % 10) / 2.0, timestamptz '2010-01-01Z' + u * m * interval '1 minute'
      FROM generate_series(1, 80) AS u, generate_series(1, 60) AS m WHERE (u * 31 + m * 17) % 3 = 0`);
  });
  afterAll(() => app.stop());

  async function train(wish: object = {}): Promise<any> {
    const { body } = await app.send('POST', '/api/v1/training', { candidates, seed: 7, ...wish });
    const job = await app.finished(body.id);
    expect(job.state).toBe('succeeded');
    return job.result;
  }
  async function reproduce(runId: string): Promise<any> {
    const { body } = await app.send('POST', `/api/v1/runs/${runId}/reproduce`);
    return app.finished(body.id);
  }

  it('is a snapshot, and everything else that decides on the model is noted', async () => {
    const { runs, skipped } = await train();
    expect(skipped).toBe(false);
    const { body } = await app.get('/api/v1/snapshots');
    expect(body.items.length).toBe(1);
    for (const run of runs) {
      expect(run).toMatchObject({
        snapshotId: body.items[0].id,
        configHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        codeVersion: expect.stringMatching(/^[0-9a-f]{64}$/),
        seed: 7,
        ratingCount: 1600,
      });
    }
    expect(new Set(runs.map((run: any) => run.configHash)).size).toBe(3);
    const { body: snapshot } = await app.get(`/api/v1/snapshots/${body.items[0].id}`);
    expect(snapshot.usedBy.map((use: any) => use.runId).sort()).toEqual(
      runs.map((run: any) => run.id).sort(),
    );
  });

  it('is not learnt from again with the same settings, defaults said or not, unless forced', async () => {
    expect(await train()).toMatchObject({ skipped: true, runs: [] });
    const same = [
      {
        kind: 'svd',
        name: 'Otherwise called',
        hyperparameters: { epochs: 3, factorCount: 4, learningRate: 0.005 },
      },
    ];
    expect(await train({ candidates: same })).toMatchObject({ skipped: true });
    await sql.query('UPDATE data_changes SET revision = revision + 1');
    expect(await train()).toMatchObject({ skipped: true });
    const baseline = [{ kind: 'baseline' }];
    expect(await train({ candidates: baseline, force: true })).toMatchObject({ skipped: false });
    expect(await train({ candidates: baseline, seed: 8 })).toMatchObject({ skipped: false });
    await sql.query(`UPDATE runs SET code_version = 'older' WHERE kind = 'baseline'`);
    expect(await train({ candidates: baseline })).toMatchObject({ skipped: false });
  });

  it('gives the same model again, bit for bit, though the tables have changed since', async () => {
    const { body } = await app.get('/api/v1/runs?limit=50');
    const models = ['svd', 'matrix-factorisation'].map((kind) =>
      body.items.find((run: any) => run.kind === kind),
    );
    await sql.query('UPDATE ratings SET rating = 5.5 - rating WHERE user_id < 40');
    for (const run of models) {
      expect(await reproduce(run.id)).toMatchObject({
        kind: 'reproduction',
        state: 'succeeded',
        result: { runId: run.id, identical: true, sameCode: true, actualSha256: run.artifact.sha256 },
      });
    }
  });

  it('tells when another model comes of it', async () => {
    const { body } = await app.get('/api/v1/runs?limit=50');
    const run = body.items.find((one: any) => one.kind === 'svd');
    await sql.query('UPDATE runs SET seed = 8 WHERE id = $1', [run.id]);
    expect(await reproduce(run.id)).toMatchObject({
      state: 'succeeded',
      result: { identical: false, expectedSha256: run.artifact.sha256 },
    });
  });

  it('cannot be told of a run without a model or without its snapshot', async () => {
    const { body } = await app.get('/api/v1/runs?limit=50');
    const [run] = body.items;
    await sql.query('UPDATE runs SET snapshot_id = NULL WHERE id = $1', [run.id]);
    const { status, body: problem } = await app.send('POST', `/api/v1/runs/${run.id}/reproduce`);
    expect([status, problem.type]).toEqual([422, '/problems/run-not-reproducible']);
    expect(
      (await app.send('POST', '/api/v1/runs/6f1c2a30-0000-4000-8000-000000000001/reproduce')).status,
    ).toBe(404);
  });

  it('is never a snapshot that was altered', async () => {
    const { body } = await app.get('/api/v1/snapshots');
    const { uri } = body.items.at(-1).files.ratings;
    truncateSync(join(app.app.get(AppConfig).artifactsDir, uri.slice('file:'.length)), 100);
    const { body: runs } = await app.get('/api/v1/runs?limit=50');
    const run = runs.items.find((one: any) => one.snapshotId === body.items.at(-1).id && one.artifact);
    expect(await reproduce(run.id)).toMatchObject({
      state: 'failed',
      failureReason: expect.stringContaining('100 bytes'),
    });
  });
});
