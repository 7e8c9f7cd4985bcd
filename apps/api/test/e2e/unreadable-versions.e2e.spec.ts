import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppConfig } from '../../src/platform/config/app-config.js';
import { ChampionService } from '../../src/prediction/index.js';
import { RegistryService } from '../../src/registry/index.js';
import { startApp, type RunningApp } from './running-app.js';

const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');

jest.setTimeout(180_000);

describe('versions that cannot be read', () => {
  let app: RunningApp;
  /** Where the model of each version is. */
  let files: string[];

  beforeAll(async () => {
    app = await startApp();
    await app.finished((await app.send('POST', '/api/v1/imports', { source: dataSet })).body.id);
    const candidates = [
      { kind: 'normal' },
      { kind: 'baseline' },
      { kind: 'svd', name: 'a', hyperparameters: { epochs: 2 } },
      { kind: 'svd', name: 'b', hyperparameters: { epochs: 3 } },
    ];
    const asked = { candidates, seed: 7, force: true };
    const job = await app.finished((await app.send('POST', '/api/v1/training', asked)).body.id);
    expect(job.state).toBe('succeeded');
    const { items } = (await app.get('/api/v1/models')).body;
    expect(items).toHaveLength(4);
    const folder = join(app.app.get(AppConfig).dataDir, 'artifacts');
    files = [];
    for (const { version, artifact } of items)
      files[version] = join(folder, artifact.uri.slice('file:'.length));
  });
  afterAll(() => app.stop());

  const champion = async (): Promise<number> => (await app.get('/api/v1/models/champion')).body.version;
  const others = async (): Promise<number[]> => {
    const serving = await champion();
    return Object.keys(files)
      .map(Number)
      .filter((version) => version !== serving);
  };

  it('are given no alias, by no way, and the reason is told', async () => {
    const before = await champion();
    const [version] = await others();
    const content = await readFile(files[version]);
    await writeFile(files[version], Buffer.from(content).fill(1, content.length - 4));
    const body = { version, reason: 'It looks better.' };
    const refused = {
      status: 409,
      body: { type: '/problems/model-version-unreadable', detail: expect.stringContaining('checksum') },
    };
    for (const alias of ['champion', 'challenger', 'mine']) {
      expect(await app.send('PUT', `/api/v1/models/aliases/${alias}`, body)).toMatchObject(refused);
      expect(await app.send('PUT', `/api/v1/models/marquee/aliases/${alias}`, body)).toMatchObject(refused);
      const asked = { name: 'marquee', alias, version: String(version) };
      expect(await app.send('POST', '/api/2.0/mlflow/registered-models/alias', asked)).toMatchObject({
        status: 409,
        body: { error_code: 'RESOURCE_CONFLICT', message: expect.stringContaining('checksum') },
      });
    }
    expect(await champion()).toBe(before);
    expect((await app.get(`/api/v1/models/marquee/versions/${version}`)).body).toMatchObject({
      status: 'FAILED_REGISTRATION',
      statusMessage: expect.stringContaining('checksum'),
    });
    await writeFile(files[version], content);
    expect((await app.send('PUT', '/api/v1/models/aliases/mine', body)).status).toBe(200);
    expect((await app.get(`/api/v1/models/marquee/versions/${version}`)).body.status).toBe('READY');
  });

  it('are not what a rollback goes back to', async () => {
    const [first, second] = await others();
    const third = await champion();
    for (const version of [first, second])
      expect(
        (await app.send('PUT', '/api/v1/models/aliases/champion', { version, reason: 'Next.' })).status,
      ).toBe(200);
    const content = await readFile(files[first]);
    await rm(files[first]);
    const { status, body } = await app.send('POST', '/api/v1/models/marquee/aliases/champion/rollback', {
      reason: 'Complaints.',
    });
    expect([status, body.version]).toEqual([200, third]);
    await writeFile(files[first], content);
  });

  it('registered by an outside client are not READY, and serve under no alias', async () => {
    const created = await app.send('POST', '/api/2.0/mlflow/model-versions/create', {
      name: 'marquee',
      source: 's3://elsewhere/model',
    });
    const { version, status } = created.body.model_version;
    expect(status).toBe('FAILED_REGISTRATION');
    const body = { version: Number(version), reason: 'It is mine.' };
    expect(await app.send('PUT', '/api/v1/models/aliases/champion', body)).toMatchObject({
      status: 409,
      body: { type: '/problems/model-version-not-servable' },
    });
  });

  it('let the last good version serve at a start, and health and an alert say so', async () => {
    const broken = await champion();
    const content = await readFile(files[broken]);
    await rm(files[broken]);
    const registry = app.app.get(RegistryService, { strict: false });
    const known = app.app.get<any>(ChampionService, { strict: false });
    // As in a process that starts: nothing is held yet.
    known.champion = null;
    await known.refresh();
    await known.watch();
    expect(await registry.championVersion()).toBe(broken);
    const { body } = await app.send('POST', '/predict/', { user_id: 1, n_recommendations: 3 });
    expect(body.model.version).not.toBe(broken);
    expect(body.recommendations).toHaveLength(3);
    expect((await app.get('/health')).body).toMatchObject({
      status: 'degraded',
      checks: { champion: { status: 'down', version: body.model.version } },
    });
    await app.until(async () =>
      (await app.get('/api/v1/alerts')).body.items.some(
        (alert: any) => alert.key === 'champion-unreadable' && alert.resolvedAt === null,
      ),
    );
    await writeFile(files[broken], content);
    await known.follow();
    expect(known.current().version.version).toBe(broken);
    expect((await app.get('/health')).body.checks.champion.status).toBe('up');
  });
});
