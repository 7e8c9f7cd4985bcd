import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.js';
import { FileArtifactStore } from '../platform/artifacts/file-artifact-store.js';
import { dataSourceOptions } from '../platform/database/data-source-options.js';
import { Logger } from '../platform/telemetry/logger.js';
import { ExperimentsRepository } from './experiments.repository.js';
import { ExperimentsService } from './experiments.service.js';
import type { Condition, Ordering } from './filter/filter-language.js';
import { MetricHistoryRepository } from './metric-history.repository.js';
import { RunArtifactsRepository } from './run-artifacts.repository.js';
import { RunArtifactsService } from './run-artifacts.service.js';
import { RunLogRepository } from './run-log.repository.js';
import { defaultExperimentId, toProtocolRunId, type MetricPoint, type RunWithData } from './run.js';
import { RunsRepository } from './runs.repository.js';
import { RunsService } from './runs.service.js';

const point = (key: string, value: number, step = 0, timestamp = 1000): MetricPoint => ({
  key,
  value,
  step,
  timestamp,
});
const nobody = '11111111-1111-4111-8111-111111111111';

describe('tracking', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let experiments: ExperimentsService;
  let runs: RunsService;

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = await new DataSource(dataSourceOptions(database.url, 4)).initialize();
    experiments = new ExperimentsService(new ExperimentsRepository(dataSource));
    runs = new RunsService(
      new RunsRepository(dataSource),
      new RunLogRepository(dataSource),
      new MetricHistoryRepository(dataSource),
      experiments,
    );
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const begin = (name?: string, experimentId = defaultExperimentId): Promise<RunWithData> =>
    runs.create({ experimentId, name });

  describe('experiments', () => {
    it('has one for runs without an experiment and one for its own trainings', async () => {
      const { items } = await experiments.search({ orderBy: [{ key: 'experiment_id', ascending: true }] });
      expect(items.slice(0, 2)).toMatchObject([
        { id: '0', name: 'Default', lifecycleStage: 'active', artifactLocation: null },
        { id: '1', name: 'marquee' },
      ]);
    });

    it('refuses a name that is taken, by a deleted one too', async () => {
      const { id } = await experiments.create({ name: 'taken', tags: { team: 'films' } });
      await expect(experiments.create({ name: 'taken' })).rejects.toMatchObject({
        code: 'experiment-exists',
        isDeleted: false,
      });
      await experiments.delete(id);
      await expect(experiments.create({ name: 'taken' })).rejects.toMatchObject({ isDeleted: true });
      await expect(begin('x', id)).rejects.toMatchObject({ code: 'experiment-deleted' });
      expect(await experiments.getByName('taken')).toMatchObject({
        tags: { team: 'films' },
        lifecycleStage: 'deleted',
      });
    });

    it('takes its runs with it, and brings back those alone', async () => {
      const { id } = await experiments.create({ name: 'comes-back' });
      const [kept, gone] = [await begin('kept', id), await begin('gone', id)];
      await runs.delete(gone.id);
      await experiments.delete(id);
      expect((await runs.get(kept.id)).lifecycleStage).toBe('deleted');
      await experiments.restore(id);
      expect((await runs.get(kept.id)).lifecycleStage).toBe('active');
      expect((await runs.get(gone.id)).lifecycleStage).toBe('deleted');
    });

    it('is found by name, tag and page', async () => {
      for (const name of ['found-a', 'found-b', 'found-c']) {
        await experiments.create({ name, tags: { shelf: name.at(-1)! } });
      }
      const search = {
        filter: [
          { entity: 'attribute', key: 'name', comparator: 'LIKE', value: 'found-%' },
          { entity: 'tag', key: 'shelf', comparator: '!=', value: 'b' },
        ] satisfies Condition[],
        orderBy: [{ key: 'name', ascending: true }],
        limit: 1,
      };
      const first = await experiments.search(search);
      const second = await experiments.search({ ...search, cursor: first.nextCursor });
      expect([first, second].map((page) => page.items.map(({ name }) => name))).toEqual([
        ['found-a'],
        ['found-c'],
      ]);
      expect(second.nextCursor).toBeNull();
    });

    it('is renamed and tagged; what is not there is said', async () => {
      const { id } = await experiments.create({ name: 'before' });
      expect((await experiments.rename(id, 'after')).name).toBe('after');
      await expect(experiments.rename(id, 'Default')).rejects.toMatchObject({ code: 'experiment-exists' });
      await experiments.setTags(id, { a: '1' });
      await experiments.deleteTag(id, 'a');
      await expect(experiments.deleteTag(id, 'a')).rejects.toMatchObject({ code: 'tag-not-found' });
      await expect(experiments.get('4711')).rejects.toMatchObject({ code: 'experiment-not-found' });
      await expect(experiments.get('x')).rejects.toMatchObject({ code: 'experiment-not-found' });
    });
  });

  describe('runs', () => {
    it('starts with a name of its own, and is known with and without dashes', async () => {
      const run = await runs.create({ experimentId: '0', userId: 'ada', startedAt: 1_700_000_000_123 });
      expect(run).toMatchObject({
        status: 'running',
        userId: 'ada',
        startedAt: '2023-11-14T22:13:20.123Z',
        finishedAt: null,
        kind: null,
        metrics: [],
        params: {},
        inputs: [],
      });
      expect(run.name).toMatch(/^[a-z]+-[a-z]+-\d+$/);
      expect(run.tags).toEqual({ 'mlflow.runName': run.name });
      expect(await runs.get(toProtocolRunId(run.id))).toEqual(run);
      await expect(runs.get('nonsense')).rejects.toMatchObject({ code: 'run-not-found' });
      await expect(runs.get(nobody)).rejects.toMatchObject({ code: 'run-not-found' });
    });

    it('ends when its status says so, and opens again', async () => {
      const { id } = await begin();
      const ended = await runs.update(id, { status: 'succeeded' });
      expect(ended.finishedAt).not.toBeNull();
      expect((await runs.update(id, { status: 'failed', finishedAt: 5000 })).finishedAt).toBe(
        '1970-01-01T00:00:05.000Z',
      );
      expect(await runs.update(id, { status: 'running' })).toMatchObject({ finishedAt: null });
      expect((await runs.update(id, { name: 'renamed' })).tags['mlflow.runName']).toBe('renamed');
      await runs.setTags(id, { 'mlflow.runName': 'again' });
      expect((await runs.get(id)).name).toBe('again');
    });

    it('keeps the last value of a metric by timestamp, then step, then value', async () => {
      const { id } = await begin();
      await runs.logMetrics(id, [point('m', 5, 3, 1000), point('m', 9, 2, 1000), point('m', 7, 3, 1000)]);
      expect((await runs.get(id)).metrics).toEqual([{ ...point('m', 7, 3, 1000), points: 3 }]);
      await runs.logMetrics(id, [point('m', 1, 0, 2000), point('m', 7, 3, 1000)]);
      expect((await runs.get(id)).metrics).toEqual([{ ...point('m', 1, 0, 2000), points: 4 }]);
      await runs.logMetrics(id, [point('m', 100, 9, 500)]);
      expect((await runs.get(id)).metrics).toMatchObject([{ value: 1, points: 5 }]);
    });

    it('keeps NaN and the infinities', async () => {
      const { id } = await begin();
      await runs.logMetrics(id, [point('m', NaN, 0), point('m', Infinity, 1), point('m', -Infinity, 2)]);
      await runs.logMetrics(id, [point('n', NaN), point('i', Infinity)]);
      const history = await runs.metricHistory(id, 'm');
      expect(history.items.map(({ value }) => value)).toEqual([NaN, Infinity, -Infinity]);
      expect((await runs.get(id)).metrics.map(({ key, value }) => [key, value])).toEqual([
        ['i', Infinity],
        ['m', -Infinity],
        ['n', NaN],
      ]);
    });

    it('gives the history in pages, over values that are no JSON too', async () => {
      const { id } = await begin();
      const points = [1, NaN, 2, Infinity, 3].map((value) => point('h', value));
      await runs.logMetrics(id, [...points, point('h', 9, 1)]);
      const seen: number[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof runs.metricHistory>> = await runs.metricHistory(id, 'h', {
          limit: 2,
          cursor,
        });
        seen.push(...page.items.map(({ value }) => value));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual([1, 2, 3, Infinity, NaN, 9]);
    });

    it('does not change a parameter, and writes a batch whole or not at all', async () => {
      const { id } = await begin();
      await runs.logParams(id, { depth: '3' });
      await runs.logParams(id, { depth: '3' });
      const batch = { params: { depth: '4', width: '1' }, metrics: [point('m', 1)], tags: { a: 'b' } };
      await expect(runs.logBatch(id, batch)).rejects.toMatchObject({ code: 'param-immutable' });
      expect(await runs.get(id)).toMatchObject({ params: { depth: '3' }, metrics: [] });
      expect((await runs.get(id)).params).toEqual({ depth: '3' });
    });

    it('holds the limits of the protocol', async () => {
      const { id } = await begin();
      const many = Array.from({ length: 1001 }, (_, step) => point('m', 1, step));
      await expect(runs.logMetrics(id, many)).rejects.toMatchObject({ code: 'validation-failed' });
      for (const key of ['', '/a', 'a/../b', 'a#b', 'x'.repeat(251)]) {
        await expect(runs.logMetrics(id, [point(key, 1)])).rejects.toMatchObject({
          code: 'validation-failed',
        });
      }
      await expect(runs.logParams(id, { p: 'x'.repeat(6001) })).rejects.toMatchObject({
        code: 'validation-failed',
      });
      await expect(runs.logMetrics(id, [point('m', 1, 0.5)])).rejects.toMatchObject({
        code: 'validation-failed',
      });
      await runs.logMetrics(id, [point('système/cpu load: 1', 1)]);
    });

    it('is not written to while it is deleted', async () => {
      const { id } = await begin();
      await runs.setTags(id, { mood: 'good' });
      expect(await runs.delete(id)).toMatchObject({ lifecycleStage: 'deleted' });
      await expect(runs.setTags(id, { a: 'b' })).rejects.toMatchObject({ code: 'run-deleted' });
      await expect(runs.update(id, { name: 'x' })).rejects.toMatchObject({ code: 'run-deleted' });
      await runs.restore(id);
      await runs.deleteTag(id, 'mood');
      await expect(runs.deleteTag(id, 'mood')).rejects.toMatchObject({ code: 'tag-not-found' });
    });

    it('knows the datasets that it read', async () => {
      const { id } = await begin();
      const dataset = {
        name: 'ratings',
        digest: 'abc123',
        sourceType: 'local',
        source: '{}',
        schema: null,
        profile: null,
      };
      await runs.logInputs(id, [{ dataset, tags: { 'mlflow.data.context': 'training' } }]);
      await runs.logInputs(id, [{ dataset: { ...dataset, profile: '{"rows":1}' }, tags: { more: '1' } }]);
      expect((await runs.get(id)).inputs).toEqual([
        { dataset, tags: { 'mlflow.data.context': 'training', more: '1' } },
      ]);
      await expect(
        runs.logInputs(id, [{ dataset: { ...dataset, digest: 'x'.repeat(37) }, tags: {} }]),
      ).rejects.toMatchObject({ code: 'validation-failed' });
    });
  });

  describe('curves', () => {
    const wave = (step: number): number => (step === 17_234 ? 50 : Math.sin(step / 3000));

    it('is drawn whole while it is short, without what is not finite', async () => {
      const { id } = await begin();
      await runs.logMetrics(id, [
        point('m', 1, 0),
        point('m', NaN, 1),
        point('m', 3, 2),
        point('m', Infinity, 3),
      ]);
      expect(await runs.curve(id, 'm', 500)).toEqual([
        { step: 0, timestamp: 1000, value: 1 },
        { step: 2, timestamp: 1000, value: 3 },
      ]);
      await expect(runs.curve(id, 'other', 500)).rejects.toMatchObject({ code: 'metric-not-found' });
      await expect(runs.curve(nobody, 'm', 500)).rejects.toMatchObject({ code: 'run-not-found' });
    });

    it('keeps its ends and its one spike among twenty thousand points, however they came', async () => {
      const { id } = await begin();
      const points = Array.from({ length: 21_000 }, (_, step) => point('m', wave(step), step, step));
      for (let from = 0; from < points.length; from += 1000) {
        await runs.logMetrics(id, points.slice(from, from + 1000));
      }
      for (let step = 21_000; step < 21_140; step += 1)
        await runs.logMetrics(id, [point('m', wave(step), step)]);
      const drawn = await runs.curve(id, 'm', 300);
      expect(drawn).toHaveLength(300);
      expect([drawn[0].step, drawn.at(-1)!.step]).toEqual([0, 21_139]);
      expect(drawn).toContainEqual({ step: 17_234, timestamp: 17_234, value: 50 });
      const inOrder = [...drawn].sort((a, b) => a.step - b.step);
      expect(drawn).toEqual(inOrder);
      const [{ points: inBlocks }] = await dataSource.query<{ points: string }[]>(
        `SELECT sum(points) + (SELECT open_points FROM run_latest_metrics WHERE run_id = $1) AS points
         FROM run_metric_blocks WHERE run_id = $1`,
        [id],
      );
      expect(Number(inBlocks)).toBe(21_140);
    });
  });

  describe('artifacts', () => {
    let folder: string;
    let artifacts: RunArtifactsService;
    const textOf = async (id: string, path: string): Promise<string> => {
      const { content } = await artifacts.open(id, path);
      return Buffer.concat(await content.toArray()).toString();
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'marquee-run-artifacts-'));
      artifacts = new RunArtifactsService(
        new FileArtifactStore(folder),
        new RunArtifactsRepository(dataSource),
        new RunsRepository(dataSource),
        new Logger(() => undefined),
      );
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('lists by folder, gives out, replaces and removes what clients logged', async () => {
      const { id } = await begin();
      await artifacts.put(id, 'plots/a.txt', [Buffer.from('first')]);
      await artifacts.put(id, 'plots/a.txt', [Buffer.from('second')]);
      await artifacts.put(id, 'notes.md', [Buffer.from('#')]);
      expect(await artifacts.list(id)).toMatchObject([
        { name: 'plots', isFolder: true, bytes: null },
        { name: 'notes.md', isFolder: false, bytes: 1 },
      ]);
      expect(await artifacts.list(id, 'plots')).toMatchObject([{ name: 'a.txt', bytes: 6 }]);
      expect(await artifacts.list(id, 'plot')).toEqual([]);
      expect(await textOf(id, 'plots/a.txt')).toBe('second');
      await artifacts.remove(id, 'plots');
      await expect(artifacts.open(id, 'plots/a.txt')).rejects.toMatchObject({
        code: 'run-artifact-not-found',
      });
      for (const path of ['../x', '/x', 'a//b', '']) {
        await expect(artifacts.open(id, path)).rejects.toMatchObject({ code: 'validation-failed' });
      }
    });

    it('shows what clients of the protocol put at the address of the run', async () => {
      const { id } = await begin();
      const stored = await new FileArtifactStore(folder).put('mlflow/x', Buffer.from('logged'));
      await dataSource.query(
        'INSERT INTO proxied_artifacts (path, uri, sha256, bytes) VALUES ($1, $2, $3, $4)',
        [`0/${toProtocolRunId(id)}/artifacts/model/MLmodel`, stored.uri, stored.sha256, stored.bytes],
      );
      expect(await artifacts.list(id, 'model')).toMatchObject([{ name: 'MLmodel', bytes: 6 }]);
      expect(await textOf(id, 'model/MLmodel')).toBe('logged');
    });

    it('shows the model that a training left, and what it is served with', async () => {
      const { id } = await begin();
      const store = new FileArtifactStore(folder);
      const [model, neighbours] = [
        await store.put('models/j/m.safetensors', Buffer.from('model')),
        await store.put('models/j/n.safetensors', Buffer.from('neighbours')),
      ];
      await dataSource.query(
        'UPDATE runs SET artifact_uri = $2, artifact_sha256 = $3, artifact_bytes = $4, companions = $5 WHERE id = $1',
        [id, model.uri, model.sha256, model.bytes, JSON.stringify({ neighbours })],
      );
      expect((await artifacts.list(id, 'model')).map(({ name }) => name)).toEqual([
        'model.safetensors',
        'neighbours.safetensors',
      ]);
      expect(await textOf(id, 'model/neighbours.safetensors')).toBe('neighbours');
    });
  });

  describe('search', () => {
    let experimentId: string;
    let ids: Record<string, string>;

    beforeAll(async () => {
      experimentId = (await experiments.create({ name: 'searched' })).id;
      ids = {};
      const wanted = { a: 0.9, b: 0.8, c: NaN, d: null, e: -Infinity };
      for (const [at, [name, rmse]] of Object.entries(wanted).entries()) {
        const run = await runs.create({ experimentId, name, startedAt: 1000 * (at + 1) });
        ids[name] = run.id;
        if (rmse !== null) await runs.logMetrics(run.id, [point('rmse', rmse)]);
        await runs.logParams(run.id, { kind: at % 2 ? 'svd' : 'SVD', long: `${'x'.repeat(300)}${name}` });
      }
      await runs.setTags(ids.a, { team: 'blue' });
      await runs.update(ids.b, { status: 'cancelled', finishedAt: 9000 });
    });

    const names = async (conditions: Condition[], orderBy: Ordering[] = []): Promise<string> => {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof runs.search>> = await runs.search({
          experimentIds: [experimentId],
          filter: conditions,
          orderBy,
          limit: 2,
          cursor,
        });
        seen.push(...page.items.map(({ name }) => name));
        cursor = page.nextCursor;
      } while (cursor);
      return seen.join('');
    };
    const on = (
      entity: Condition['entity'],
      key: string,
      comparator: Condition['comparator'],
      value: Condition['value'] = null,
    ): Condition => ({ entity, key, comparator, value });

    it('gives the newest first', async () => {
      expect(await names([])).toBe('edcba');
    });

    it('orders by a metric in pages: NaN after all numbers, what lacks it last, either way', async () => {
      const by = (ascending: boolean): Ordering[] => [{ entity: 'metric', key: 'rmse', ascending }];
      expect(await names([], by(true))).toBe('ebacd');
      expect(await names([], by(false))).toBe('abecd');
    });

    it('orders by parameters, tags and attributes together', async () => {
      const kind: Ordering = { entity: 'param', key: 'kind', ascending: true };
      const name: Ordering = { entity: 'attribute', key: 'run_name', ascending: false };
      const ordered = await names([], [kind, name]);
      expect(['ecadb', 'dbeca']).toContain(ordered);
      expect(await names([], [{ entity: 'tag', key: 'team', ascending: true }])).toBe('aedcb');
      expect(await names([], [{ entity: 'attribute', key: 'end_time', ascending: true }])).toBe('bedca');
      expect(await names([], [{ entity: 'attribute', key: 'start_time', ascending: true }])).toBe('abcde');
    });

    it.each([
      ['a metric', [on('metric', 'rmse', '<', 0.85)], 'eb'],
      ['a metric that differs', [on('metric', 'rmse', '!=', 0.9)], 'eb'],
      ['a metric that is not there', [on('metric', 'rmse', 'IS NULL')], 'd'],
      ['an exact parameter', [on('param', 'kind', '=', 'svd')], 'db'],
      ['a pattern', [on('param', 'kind', 'LIKE', 's%')], 'db'],
      ['a pattern whatever the case', [on('param', 'kind', 'ILIKE', 's%')], 'edcba'],
      ['a pattern with a backslash at its end', [on('param', 'kind', 'LIKE', 's\\')], ''],
      ['a parameter longer than an index entry', [on('param', 'long', '=', `${'x'.repeat(300)}c`)], 'c'],
      ['a tag', [on('tag', 'team', '=', 'blue')], 'a'],
      ['a tag that is not there', [on('tag', 'team', 'IS NULL')], 'edcb'],
      ['all of several', [on('param', 'kind', '=', 'svd'), on('metric', 'rmse', '>', 0)], 'b'],
      ['a name', [on('attribute', 'run_name', 'IN', ['a', 'c', 'z'])], 'ca'],
      ['not a name', [on('attribute', 'run_name', 'NOT IN', ['a', 'c'])], 'edb'],
      ['a status as the protocol says it', [on('attribute', 'status', '=', 'KILLED')], 'b'],
      ['a status as the API says it', [on('attribute', 'status', '=', 'cancelled')], 'b'],
      ['a pattern of statuses', [on('attribute', 'status', 'LIKE', 'RUN%')], 'edca'],
      ['a start', [on('attribute', 'start_time', '>=', 4000)], 'ed'],
      ['an exact start', [on('attribute', 'start_time', '=', 4000)], 'd'],
      ['a duration', [on('attribute', 'duration', '=', 7000)], 'b'],
    ])('finds by %s', async (_, conditions, expected) => {
      expect(await names(conditions)).toBe(expected);
    });

    it('finds by id, with dashes and without', async () => {
      for (const id of [ids.c, toProtocolRunId(ids.c)]) {
        expect(await names([on('attribute', 'run_id', 'IN', [id])])).toBe('c');
      }
    });

    it('takes no text of a caller for SQL', async () => {
      const nasty = `x'; DROP TABLE runs; --`;
      expect(await names([on('param', nasty, '=', nasty), on('tag', nasty, 'LIKE', nasty)])).toBe('');
      expect(await names([], [{ entity: 'metric', key: nasty, ascending: true }])).toBe('edcba');
    });

    it.each([
      ['an attribute that runs do not have', [on('attribute', 'colour', '=', 'red')], []],
      ['a text where a number belongs', [on('metric', 'rmse', '=', 'low')], []],
      ['an order of parameters by size', [on('param', 'kind', '<', 'a')], []],
      ['an order by what runs do not have', [], [{ entity: 'attribute', key: 'colour', ascending: true }]],
      ['the character that PostgreSQL cannot keep', [on('tag', 'a\0', '=', 'x')], []],
    ] satisfies [string, Condition[], Ordering[]][])('refuses %s', async (_, conditions, orderBy) => {
      await expect(names(conditions, orderBy)).rejects.toMatchObject({ code: 'invalid-filter' });
    });

    it('refuses a cursor of another list', async () => {
      const cursor = Buffer.from(JSON.stringify(['2026-99-99 00:00:00+00', nobody])).toString('base64url');
      await expect(runs.search({ cursor })).rejects.toMatchObject({ code: 'invalid-filter' });
      await expect(runs.search({ cursor: 'e30' })).rejects.toMatchObject({ code: 'validation-failed' });
    });
  });
});
