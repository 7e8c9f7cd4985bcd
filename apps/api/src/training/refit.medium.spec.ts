import { decodeSafetensors, loadModel, rmse, splitByHash, Ratings } from '@marquee/recommender';
import { DataSource } from 'typeorm';
import { startApp, type RunningApp } from '../../test/e2e/running-app.js';
import { ArtifactOwners } from '../platform/artifacts/artifact-owners.js';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { splitSeed, validationShare } from './default-candidates.js';

jest.setTimeout(300_000);

const candidates = [{ kind: 'svd', hyperparameters: { factorCount: 30, epochs: 60, regularisation: 0 } }];

describe('the model that serves', () => {
  let app: RunningApp;
  let sql: DataSource;

  beforeAll(async () => {
    app = await startApp();
    sql = app.app.get(DataSource);
    await sql.query(`
      INSERT INTO movies (id, title, year, genres) SELECT n, 'Movie ' || n, 1980 + n % 40, '{Drama}' FROM generate_series(1, 100) AS n;
      INSERT INTO ratings SELECT u, m, (1 + (u * 7 + m * 13 + u * m) % 10) / 2.0, timestamptz '2010-01-01Z' + u * m * interval '1 minute'
      FROM generate_series(1, 80) AS u, generate_series(1, 100) AS m WHERE (u * 31 + m * 17) % 2 = 0`);
  });
  afterAll(() => app.stop());

  const train = async (wish: object = {}): Promise<any> => {
    const { body } = await app.send('POST', '/api/v1/training', { candidates, seed: 7, ...wish });
    const job = await app.finished(body.id);
    expect(job.state).toBe('succeeded');
    return job.result;
  };
  const champion = async (): Promise<any> => (await app.get('/api/v1/models/champion')).body;

  /** RMSE of a model's file on the ratings that are held out. */
  async function heldOutRmse(artifact: { uri: string; sha256: string; bytes: number }): Promise<number> {
    const rows = await sql.query<{ user_id: number; movie_id: number; rating: number }[]>(
      'SELECT user_id, movie_id, rating FROM ratings ORDER BY user_id, movie_id',
    );
    const all = Ratings.from(
      {
        users: rows.map((row) => row.user_id),
        items: rows.map((row) => row.movie_id),
        values: rows.map((row) => row.rating),
      },
      { min: 0.5, max: 5 },
    );
    const { validationSet: set } = splitByHash(all, { validationShare, seed: splitSeed });
    const model = loadModel(decodeSafetensors(await app.app.get(ArtifactStore).get(artifact)));
    const predicted = Float32Array.from(set.values, (_, row) =>
      model.predict(set.users.idAt(set.userIndices[row]), set.items.idAt(set.itemIndices[row])),
    );
    return rmse(predicted, set.values);
  }

  it('has learnt from all ratings, while its metrics stay those of the fit that was judged', async () => {
    const { runs } = await train();
    const version = await champion();
    const [run] = runs;
    expect(version).toMatchObject({
      runId: run.id,
      judgedArtifact: run.artifact,
      refit: { snapshotId: run.snapshotId, ratingCount: 4000 },
      metrics: { rmse: run.metrics.rmse },
    });
    expect(version.artifact.sha256).not.toBe(run.artifact.sha256);
    expect(await heldOutRmse(version.judgedArtifact)).toBeCloseTo(run.metrics.rmse, 4);
    // What serves has seen the held-out ratings and fits them.
    expect(await heldOutRmse(version.artifact)).toBeLessThan(run.metrics.rmse / 2);
  });

  it('is judged in the next training by the fit that has not seen the held-out ratings', async () => {
    const { metrics } = await champion();
    const { decisionId } = await train({ seed: 8 });
    const { body: decision } = await app.get(`/api/v1/promotion-decisions/${decisionId}`);
    expect(decision.champion.value).toBeCloseTo(metrics.rmse, 6);
    const later = await train({ seed: 7, force: true });
    // The same model again: neither better nor worse than itself, which a refit would be.
    const { body: again } = await app.get(`/api/v1/promotion-decisions/${later.decisionId}`);
    expect(again.candidates[0].value).toBeCloseTo(again.champion.value, 6);
    expect(again.outcome).toBe('kept');
  });

  it('keeps the judged fit from garbage collection, reproduces it, and predicts by the refit', async () => {
    const { runId, judgedArtifact, artifact } = await champion();
    const uris = [judgedArtifact.uri, artifact.uri];
    // The run is gone: the version alone has to keep both.
    await sql.query('UPDATE runs SET artifact_uri = NULL WHERE id = $1', [runId]);
    const retention = { deletedBefore: new Date() } as never;
    expect([...(await app.app.get(ArtifactOwners).referenced(uris, retention))].sort()).toEqual(uris.sort());
    await sql.query('UPDATE runs SET artifact_uri = $2 WHERE id = $1', [runId, judgedArtifact.uri]);
    const { body } = await app.send('POST', `/api/v1/runs/${runId}/reproduce`);
    expect((await app.finished(body.id)).result).toMatchObject({ identical: true });
    const predicted = await app.send('POST', '/predict/', { user_id: 1 });
    expect(predicted.status).toBe(200);
  });

  it('is the same again when the same training promotes again', async () => {
    const { artifact } = await champion();
    await sql.query('DELETE FROM model_aliases; DELETE FROM model_alias_moves');
    await train({ force: true });
    expect((await champion()).artifact.sha256).toBe(artifact.sha256);
  });
});
