import { encodeSafetensors, Ratings, trainModel } from '@marquee/recommender';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { mirrorKind } from '../../src/mlflow/mirror/mirror.service.js';
import { ArtifactStore } from '../../src/platform/artifacts/artifact-store.js';
import { JobsService } from '../../src/platform/jobs/jobs.service.js';
import { RegistryService } from '../../src/registry/index.js';
import { RunsService, trainingExperimentId } from '../../src/tracking/index.js';
import { startApp, type RunningApp } from '../e2e/running-app.js';

/** A server in front of another that can be made to fail, and remembers what it was asked. */
class Front {
  isDown = false;
  target = '';
  readonly asked: string[] = [];
  readonly authorizations = new Set<string | undefined>();
  private readonly server: Server = createServer((incoming, outgoing) => {
    this.asked.push(`${incoming.method} ${incoming.url}`);
    this.authorizations.add(incoming.headers.authorization);
    if (this.isDown) return void outgoing.writeHead(503).end('away');
    const { method, headers } = incoming;
    const onward = request(this.target + incoming.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): Promise<unknown> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

const ratings = Ratings.from(
  { users: [1, 1, 2], items: [10, 20, 10], values: [5, 1, 4] },
  { min: 0.5, max: 5 },
);

describe('mirroring to an MLflow server', () => {
  const front = new Front();
  const model = Buffer.from(encodeSafetensors(trainModel('baseline', ratings, {}, { seed: 1 }).state()));
  let app: RunningApp;
  let runs: RunsService;
  let jobs: JobsService;
  let runId: string;

  beforeAll(async () => {
    const uri = await front.listen();
    const settings = {
      uri,
      experiment: 'mirrored',
      modelName: 'mirrored-model',
      username: null,
      password: null,
    };
    app = await startApp({ mlflowMirror: { ...settings, token: 'a token' } });
    // Marquee's own façade is the other server; it is another experiment and another model there.
    front.target = app.url;
    runs = app.app.get(RunsService, { strict: false });
    jobs = app.app.get(JobsService, { strict: false });
    runId = await finishedTraining();
  });
  afterAll(async () => {
    await app.stop();
    await front.close();
  });

  /** A run as a training leaves it, which is the champion. */
  async function finishedTraining(): Promise<string> {
    const { id } = await runs.create({ experimentId: trainingExperimentId, name: 'SVD', startedAt: 1000 });
    const metrics = Array.from({ length: 1500 }, (_, step) => ({
      key: 'trainRmse',
      value: 1 / (step + 1),
      timestamp: 2000 + step,
      step,
    }));
    await runs.logBatch(id, {
      metrics: metrics.slice(0, 900),
      params: { kind: 'svd' },
      tags: { note: 'n' },
    });
    await runs.logBatch(id, { metrics: metrics.slice(900) });
    const dataset = {
      name: 'ratings',
      digest: 'abc',
      sourceType: 'marquee',
      source: '{}',
      schema: null,
      profile: null,
    };
    await runs.logInputs(id, [{ dataset, tags: { 'mlflow.data.context': 'training' } }]);
    await runs.update(id, { status: 'succeeded', finishedAt: 9000 });
    const stored = await app.app.get(ArtifactStore, { strict: false }).put('models/x.safetensors', model);
    const client = new pg.Client({ connectionString: app.databaseUrl });
    await client.connect();
    await client.query(
      `UPDATE runs SET kind = 'svd', artifact_uri = $2, artifact_sha256 = $3, artifact_bytes = $4, seed = 1,
              data_fingerprint = 'f', rating_count = 1, user_count = 1, movie_count = 1 WHERE id = $1`,
      [id, stored.uri, stored.sha256, stored.bytes],
    );
    await client.end();
    const registry = app.app.get(RegistryService, { strict: false });
    const toVersion = await registry.register(id);
    await registry.moveAlias({
      alias: 'champion',
      toVersion,
      reason: 'First.',
      decidedBy: 'gate',
      numbers: {},
    });
    return id;
  }

  const protocol = (method: string, path: string, body?: unknown) =>
    app.send(method, `/api/2.0/mlflow/${path}`, body).then(({ body: answer }) => answer);
  const mirroredRuns = async (): Promise<any[]> => {
    const { experiment } = await protocol('GET', 'experiments/get-by-name?experiment_name=mirrored');
    return (await protocol('POST', 'runs/search', { experiment_ids: [experiment.experiment_id] })).runs ?? [];
  };
  const settled = async (): Promise<any> => {
    const { id } = (await jobs.active(mirrorKind)) ?? (await jobs.last(mirrorKind))!;
    return jobs.settled(id);
  };

  it('waits while the other server is away, and sends everything once it is back', async () => {
    await settled();
    const tags = { 'marquee.mirror': 'none', 'marquee.mirror.version': 'none' };
    await runs.setTags(runId, tags);
    for (const key of Object.keys(tags)) await runs.deleteTag(runId, key);

    front.isDown = true;
    await jobs.enqueue(mirrorKind);
    while (!front.asked.length || !(await jobs.active(mirrorKind))?.attempt)
      await new Promise((r) => setTimeout(r, 50));
    expect((await runs.get(runId)).tags['marquee.mirror']).toBeUndefined();
    front.isDown = false;
    expect(await settled()).toMatchObject({ state: 'succeeded' });

    const [mirrored, ...others] = await mirroredRuns();
    expect(others).toEqual([]);
    expect(mirrored.info).toMatchObject({
      run_name: 'SVD',
      status: 'FINISHED',
      start_time: 1000,
      end_time: 9000,
    });
    expect(mirrored.data.params).toEqual([{ key: 'kind', value: 'svd' }]);
    expect(mirrored.data.tags).toEqual(
      expect.arrayContaining([
        { key: 'marquee.runId', value: runId },
        { key: 'mlflow.source.type', value: 'JOB' },
      ]),
    );
    expect(mirrored.inputs.dataset_inputs[0].dataset.digest).toBe('abc');
    const history = await protocol(
      'GET',
      `metrics/get-history?run_id=${mirrored.info.run_id}&metric_key=trainRmse`,
    );
    expect(history.metrics).toHaveLength(1500);
    expect((await runs.get(runId)).tags['marquee.mirror']).toBe(mirrored.info.run_id);
    expect([...front.authorizations]).toEqual(['Bearer a token']);
  });

  it('sends the model, registers it and names the champion', async () => {
    const [mirrored] = await mirroredRuns();
    const path = encodeURIComponent('model/model.safetensors');
    const file = await fetch(`${app.url}/get-artifact?run_id=${mirrored.info.run_id}&path=${path}`);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(model);
    const { model_version: champion } = await protocol(
      'GET',
      'registered-models/alias?name=mirrored-model&alias=champion',
    );
    expect(champion).toMatchObject({
      run_id: mirrored.info.run_id,
      source: `${mirrored.info.artifact_uri}/model`,
    });
  });

  it('finds what is there when it is told to mirror a run again', async () => {
    await runs.deleteTag(runId, 'marquee.mirror');
    await jobs.enqueue(mirrorKind);
    expect(await settled()).toMatchObject({ state: 'succeeded', result: { mirrored: 1 } });
    expect(await mirroredRuns()).toHaveLength(1);
    const { model_versions: versions } = await protocol(
      'GET',
      `model-versions/search?filter=${encodeURIComponent("name = 'mirrored-model'")}`,
    );
    expect(versions).toHaveLength(1);
  });

  it('does not try again what the other server refuses for good', async () => {
    await runs.deleteTag(runId, 'marquee.mirror');
    front.target = `${app.url}/nowhere`;
    await jobs.enqueue(mirrorKind);
    const failed = await settled();
    expect(failed).toMatchObject({ state: 'failed', attempt: 1 });
    expect(failed.failureReason).toMatch('answered 404');
    front.target = app.url;
  });
});
