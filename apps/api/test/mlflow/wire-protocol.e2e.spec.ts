import { startApp, type Answer, type RunningApp } from '../e2e/running-app.js';
import { toRunId } from '../../src/tracking/index.js';

// Written from MLflow's published protocol (service.proto, model_registry.proto, mlflow_artifacts.proto), without its client.

const api = '/api/2.0/mlflow';
const files = '/api/2.0/mlflow-artifacts/artifacts';

describe('the MLflow protocol', () => {
  let app: RunningApp;
  const post = (path: string, body: unknown) => app.send('POST', `${api}/${path}`, body);
  const get = (path: string, query: Record<string, string> = {}) =>
    app.get(`${api}/${path}?${new URLSearchParams(query).toString()}`);
  const ok = async (answer: Promise<Answer>) => {
    const { status, body } = await answer;
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  };
  const refused = async (answer: Promise<Answer>) => {
    const { status, body, headers } = await answer;
    expect(headers.get('content-type')).toMatch('application/json');
    expect(Object.keys(body).sort()).toEqual(['error_code', 'message']);
    return [status, body.error_code];
  };

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  async function newRun(name: string): Promise<{ experimentId: string; runId: string }> {
    const { experiment_id: experimentId } = await ok(post('experiments/create', { name }));
    const { run } = await ok(post('runs/create', { experiment_id: experimentId, start_time: 1000 }));
    return { experimentId, runId: run.info.run_id };
  }

  it('creates, finds, renames, deletes and restores experiments', async () => {
    const tags = [{ key: 'team', value: 'a' }];
    const { experiment_id: id } = await ok(post('experiments/create', { name: 'first', tags }));
    const { experiment } = await ok(get('experiments/get', { experiment_id: id }));
    expect(experiment).toEqual({
      experiment_id: id,
      name: 'first',
      artifact_location: `mlflow-artifacts:/${id}`,
      lifecycle_stage: 'active',
      creation_time: expect.any(Number),
      last_update_time: expect.any(Number),
      tags,
    });
    await ok(post('experiments/update', { experiment_id: id, new_name: 'renamed' }));
    expect(
      (await ok(get('experiments/get-by-name', { experiment_name: 'renamed' }))).experiment.experiment_id,
    ).toBe(id);
    await ok(post('experiments/delete', { experiment_id: id }));
    const search = { filter: `name = 'renamed'`, max_results: 5 };
    expect(await ok(post('experiments/search', search))).toEqual({});
    const deleted = await ok(post('experiments/search', { ...search, view_type: 'DELETED_ONLY' }));
    expect(deleted.experiments).toHaveLength(1);
    await ok(post('experiments/restore', { experiment_id: id }));
    expect((await ok(get('experiments/search', search as never))).experiments).toHaveLength(1);
  });

  it('logs a run and gives it back with the last value of each metric', async () => {
    const { runId, experimentId } = await newRun('logging');
    const point = (value: number | string, step: number) => ({
      key: 'rmse',
      value,
      timestamp: String(2000 + step),
      step,
    });
    await ok(post('runs/log-metric', { run_id: runId, ...point(0.9, 0) }));
    await ok(
      post('runs/log-batch', {
        run_id: runId,
        metrics: [
          point(0.8, 1),
          { ...point('NaN', 2), key: 'nan' },
          { ...point('-Infinity', 2), key: 'low' },
        ],
        params: [{ key: 'factors', value: '32' }],
        tags: [{ key: 'mlflow.runName', value: 'named' }],
      }),
    );
    await ok(post('runs/set-tag', { run_id: runId, key: 'long', value: 'x'.repeat(9000) }));
    const dataset = { name: 'ratings', digest: 'abc', source_type: 'local', source: '{}' };
    const context = [{ key: 'mlflow.data.context', value: 'training' }];
    await ok(post('runs/log-inputs', { run_id: runId, datasets: [{ dataset, tags: context }] }));
    await ok(post('runs/update', { run_uuid: runId, status: 'FINISHED', end_time: 9000 }));
    const { run } = await ok(get('runs/get', { run_id: runId }));
    expect(run.info).toEqual({
      run_id: runId,
      run_uuid: runId,
      run_name: 'named',
      experiment_id: experimentId,
      user_id: '',
      status: 'FINISHED',
      start_time: 1000,
      end_time: 9000,
      artifact_uri: `mlflow-artifacts:/${experimentId}/${runId}/artifacts`,
      lifecycle_stage: 'active',
    });
    expect(runId).toMatch(/^[0-9a-f]{32}$/);
    expect(run.data.metrics).toEqual(
      expect.arrayContaining([
        { key: 'rmse', value: 0.8, timestamp: 2001, step: 1 },
        { key: 'nan', value: 'NaN', timestamp: 2002, step: 2 },
        { key: 'low', value: '-Infinity', timestamp: 2002, step: 2 },
      ]),
    );
    expect(run.data.params).toEqual([{ key: 'factors', value: '32' }]);
    expect(run.data.tags.find(({ key }: any) => key === 'long').value).toHaveLength(8000);
    expect(run.inputs.dataset_inputs).toEqual([{ dataset, tags: context }]);
    const own = await app.get(`/api/v1/runs/${toRunId(runId)}`);
    expect([own.status, own.body.name]).toEqual([200, 'named']);
  });

  it('gives the history of a metric whole, in pages, and thinned out for several runs', async () => {
    const { runId } = await newRun('history');
    for (let begin = 0; begin < 12_000; begin += 1000) {
      const metrics = Array.from({ length: 1000 }, (_, i) => ({
        key: 'loss',
        value: begin + i,
        timestamp: begin + i,
        step: begin + i,
      }));
      await ok(post('runs/log-batch', { run_id: runId, metrics }));
    }
    const query = { run_id: runId, metric_key: 'loss' };
    const { metrics, ...rest } = await ok(get('metrics/get-history', query));
    expect(metrics.map(({ step }: any) => step)).toEqual(Array.from({ length: 12_000 }, (_, i) => i));
    expect(rest).toEqual({});
    const first = await ok(get('metrics/get-history', { ...query, max_results: '700' }));
    const next = { ...query, max_results: '700', page_token: first.next_page_token };
    expect((await ok(get('metrics/get-history', next))).metrics[0].step).toBe(700);
    const interval = await ok(
      get('metrics/get-history-bulk-interval', { run_ids: runId, metric_key: 'loss', max_results: '5' }),
    );
    expect(interval.metrics.map(({ step }: any) => step)).toEqual([0, 3000, 6000, 9000, 11_999]);
    const steps = { run_ids: runId, metric_key: 'loss', start_step: '10', end_step: '12' };
    expect((await ok(get('metrics/get-history-bulk-interval', steps))).metrics).toHaveLength(3);
  });

  it('searches runs by filter, order and pages', async () => {
    const { experiment_id: id } = await ok(post('experiments/create', { name: 'searching' }));
    for (const value of [3, 1, 2]) {
      const { run } = await ok(
        post('runs/create', { experiment_id: id, run_name: `run ${value}`, start_time: value }),
      );
      await ok(post('runs/log-metric', { run_id: run.info.run_id, key: 'm', value, timestamp: 1 }));
    }
    const search = {
      experiment_ids: [id],
      filter: 'metrics.m >= 1',
      order_by: ['metrics.m DESC'],
      max_results: 2,
    };
    const first = await ok(post('runs/search', search));
    const second = await ok(post('runs/search', { ...search, page_token: first.next_page_token }));
    expect([...first.runs, ...second.runs].map(({ info }: any) => info.run_name)).toEqual([
      'run 3',
      'run 2',
      'run 1',
    ]);
    expect(second.next_page_token).toBeUndefined();
    expect(
      await refused(post('runs/search', { ...search, filter: 'metrics.m > 1 OR metrics.m < 1' })),
    ).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  it('keeps files as they were sent, whatever their type, lists and deletes them', async () => {
    const { runId, experimentId } = await newRun('files');
    const root = `${files}/${experimentId}/${runId}/artifacts`;
    const put = (path: string, body: string | Buffer, type?: string) =>
      fetch(`${app.url}${root}/${path}`, {
        method: 'PUT',
        body: body as never,
        headers: type ? { 'content-type': type } : {},
      });
    const large = Buffer.alloc(20 * 1024 ** 2, 'marquee');
    expect((await put('model/data.json', '{ "not": parsed', 'application/json')).status).toBe(200);
    expect((await put('model/table.csv', 'a,b', 'text/csv')).status).toBe(200);
    expect((await put('notes.txt', 'plain', 'text/plain')).status).toBe(200);
    expect((await put('empty', '', 'application/octet-stream')).status).toBe(200);
    expect((await put('100%25%20%C3%BC.bin', large)).status).toBe(200);
    expect((await put('notes.txt', 'again', 'text/plain')).status).toBe(200);

    const listed = await ok(get('artifacts/list', { run_id: runId }));
    expect(listed).toEqual({
      root_uri: `mlflow-artifacts:/${experimentId}/${runId}/artifacts`,
      files: expect.arrayContaining([
        { path: 'model', is_dir: true },
        { path: 'notes.txt', is_dir: false, file_size: 5 },
        { path: 'empty', is_dir: false, file_size: 0 },
        { path: '100% ü.bin', is_dir: false, file_size: large.length },
      ]),
    });
    const within = await ok(get('artifacts/list', { run_id: runId, path: 'model' }));
    expect(within.files.map(({ path }: any) => path)).toEqual(['model/data.json', 'model/table.csv']);
    const back = await fetch(`${app.url}${root}/100%25%20%C3%BC.bin`);
    expect(Buffer.from(await back.arrayBuffer()).equals(large)).toBe(true);
    const single = await fetch(`${app.url}/get-artifact?run_id=${runId}&path=notes.txt`);
    expect(await single.text()).toBe('again');
    expect(single.headers.get('content-disposition')).toMatch(/^attachment/);
    await ok(app.send('DELETE', `${root}/model`));
    expect(await refused(app.get(`${root}/model/data.json`))).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
  });

  it.each([
    '%2e%2e/x',
    'a/%2e%2e/%2e%2e/x',
    'a%2f..%2fx',
    'a//b',
    '%5cx',
    'a%00b',
    '%252e%252e/x',
    'x'.repeat(300),
  ])('takes no file to the path %s', async (path) => {
    const answer = await fetch(`${app.url}${files}/${path}`, { method: 'PUT', body: 'x' });
    expect([400, 404]).toContain(answer.status);
    expect(await answer.json()).toMatchObject({ error_code: expect.any(String) });
  });

  it('registers models, versions, tags, stages and aliases', async () => {
    const name = { name: 'front page' };
    await ok(
      post('registered-models/create', { ...name, description: 'd', tags: [{ key: 'a', value: 'b' }] }),
    );
    const { runId, experimentId } = await newRun('registering');
    const source = `mlflow-artifacts:/${experimentId}/${runId}/artifacts/model`;
    const { model_version: made } = await ok(
      post('model-versions/create', { ...name, source, run_id: runId }),
    );
    expect(made).toMatchObject({
      version: '1',
      run_id: runId,
      source,
      status: 'READY',
      current_stage: 'None',
    });
    await ok(post('registered-models/alias', { ...name, alias: 'best', version: '1' }));
    await ok(post('model-versions/set-tag', { ...name, version: '1', key: 'k', value: 'v' }));
    await ok(post('model-versions/transition-stage', { ...name, version: '1', stage: 'staging' }));
    const { model_version: found } = await ok(get('registered-models/alias', { ...name, alias: 'best' }));
    expect(found).toMatchObject({
      aliases: ['best'],
      tags: [{ key: 'k', value: 'v' }],
      current_stage: 'Staging',
    });
    const { registered_model: model } = await ok(get('registered-models/get', name));
    expect(model).toMatchObject({ description: 'd', aliases: [{ alias: 'best', version: '1' }] });
    expect(await ok(get('model-versions/get-download-uri', { ...name, version: '1' }))).toEqual({
      artifact_uri: source,
    });
    const byRun = await ok(get('model-versions/search', { filter: `run_id = '${runId}'` }));
    expect(byRun.model_versions).toHaveLength(1);
    const noPrompts = { filter: "tags.`mlflow.prompt.is_prompt` != 'true' AND name LIKE 'front%'" };
    expect((await ok(get('registered-models/search', noPrompts))).registered_models).toHaveLength(1);
    await ok(app.send('DELETE', `${api}/registered-models/delete`, name));
    expect(await refused(get('registered-models/get', name))).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
  });

  it('keeps the models that MLflow 3 logs apart from runs', async () => {
    const { runId, experimentId } = await newRun('logged models');
    const { model } = await ok(
      post('logged-models', {
        experiment_id: experimentId,
        name: 'ranker',
        source_run_id: runId,
        params: [{ key: 'a', value: '1' }],
      }),
    );
    const id: string = model.info.model_id;
    expect(id).toMatch(/^m-[0-9a-f]{32}$/);
    expect(model.info.status).toBe('LOGGED_MODEL_PENDING');
    await ok(app.send('PATCH', `${api}/logged-models/${id}`, { model_id: id, status: 'LOGGED_MODEL_READY' }));
    await ok(post('runs/outputs', { run_id: runId, models: [{ model_id: id, step: 2 }] }));
    await ok(post('runs/log-metric', { run_id: runId, key: 'auc', value: 0.7, timestamp: 5, model_id: id }));
    const { run } = await ok(get('runs/get', { run_id: runId }));
    expect(run.outputs.model_outputs).toEqual([{ model_id: id, step: 2 }]);
    const search = { experiment_ids: [experimentId], filter: "metrics.auc > 0.5 AND params.a = '1'" };
    const { models } = await ok(post('logged-models/search', search));
    expect(models[0]).toMatchObject({
      info: { model_id: id },
      data: { metrics: [{ key: 'auc', value: 0.7, run_id: runId }] },
    });
    await fetch(`${app.url}${files}/${experimentId}/models/${id}/artifacts/MLmodel`, {
      method: 'PUT',
      body: 'flavors: {}',
    });
    const listed = await ok(get(`logged-models/${id}/artifacts/directories`));
    expect(listed.files).toEqual([{ path: 'MLmodel', is_dir: false, file_size: 11 }]);
    await ok(app.send('DELETE', `${api}/logged-models/${id}`));
    expect(await refused(get(`logged-models/${id}`))).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
  });

  it('refuses with MLflow’s codes and statuses', async () => {
    const { runId } = await newRun('refusing');
    const exists = () => post('experiments/create', { name: 'refusing' });
    expect(await refused(exists())).toEqual([400, 'RESOURCE_ALREADY_EXISTS']);
    expect(await refused(get('runs/get', { run_id: 'nobody' }))).toEqual([404, 'RESOURCE_DOES_NOT_EXIST']);
    expect(await refused(post('runs/explode', {}))).toEqual([404, 'ENDPOINT_NOT_FOUND']);
    const wrong: [string, unknown][] = [
      ['experiments/create', {}],
      ['experiments/create', '{'],
      ['experiments/create', { name: 5 }],
      ['runs/log-metric', { run_id: runId, key: 'm', value: 'x', timestamp: 1 }],
      ['runs/log-metric', { run_id: runId, key: '../m', value: 1, timestamp: 1 }],
      ['runs/log-metric', { run_id: runId, key: 'k'.repeat(251), value: 1, timestamp: 1 }],
      ['runs/log-parameter', { run_id: runId, key: 'p', value: '\u0000' }],
      ['runs/log-batch', { run_id: runId, metrics: Array(1001).fill({ key: 'm', value: 1, timestamp: 1 }) }],
      [
        'runs/log-batch',
        { run_id: runId, params: Array.from({ length: 101 }, (_, i) => ({ key: `p${i}`, value: '1' })) },
      ],
      ['runs/log-batch', { run_id: runId, tags: [{ key: 't', value: 'x'.repeat(1_000_000) }] }],
      ['runs/search', { experiment_ids: ['0'], max_results: 50_001 }],
      ['runs/search', { experiment_ids: ['0'], page_token: '???' }],
      ['model-versions/create', { name: 'm', source: 'file:///etc/passwd' }],
      ['model-versions/create', { name: 'm', source: 'mlflow-artifacts:/a/%2e%2e/b' }],
    ];
    for (const [path, body] of wrong)
      expect([path, ...(await refused(post(path, body)))]).toEqual([path, 400, 'INVALID_PARAMETER_VALUE']);
    await ok(post('runs/log-parameter', { run_id: runId, key: 'p', value: '1' }));
    const changed = post('runs/log-parameter', { run_id: runId, key: 'p', value: '2' });
    expect(await refused(changed)).toEqual([400, 'INVALID_PARAMETER_VALUE']);
  });

  it('says what it speaks', async () => {
    expect((await app.get('/version')).body).toMatch(/^\d+\.\d+\.\d+$/);
    expect((await app.get('/version', { accept: 'text/html' })).body).toMatch(/^\d+\.\d+\.\d+$/);
    const same = await app.send('POST', '/ajax-api/2.0/mlflow/experiments/search', { max_results: 1 });
    expect(same.body.experiments).toHaveLength(1);
  });
});

describe('the MLflow protocol with keys', () => {
  const secret = (role: string): string => `secret-of-the-${role}-key`;
  let app: RunningApp;

  beforeAll(async () => {
    const roles = ['read', 'write', 'admin'] as const;
    app = await startApp({ apiKeys: roles.map((role) => ({ name: role, role, secret: secret(role) })) });
  });
  afterAll(() => app.stop());

  const call = (path: string, authorization?: string) =>
    app.send(
      'POST',
      `${api}/${path}`,
      { name: path, max_results: 1 },
      authorization ? { authorization } : {},
    );
  const bearer = (role: string): string => `Bearer ${secret(role)}`;
  const basic = (role: string): string => `Basic ${Buffer.from(`anyone:${secret(role)}`).toString('base64')}`;

  it('takes a key as a token or a password and answers refusals in MLflow’s words', async () => {
    expect(await call('experiments/search')).toMatchObject({
      status: 401,
      body: { error_code: 'UNAUTHENTICATED' },
    });
    for (const credentials of [bearer('read'), basic('read')]) {
      expect((await call('experiments/search', credentials)).status).toBe(200);
      const refused = await call('experiments/create', credentials);
      expect(refused).toMatchObject({ status: 403, body: { error_code: 'PERMISSION_DENIED' } });
    }
    expect((await call('experiments/create', basic('write'))).status).toBe(200);
    expect((await call('registered-models/alias', bearer('write'))).status).toBe(403);
    expect((await call('registered-models/alias', bearer('admin'))).status).toBe(400);
  });
});
