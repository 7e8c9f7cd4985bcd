import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { ArtifactStore } from '../src/platform/artifacts/artifact-store.js';
import type { GarbageReport } from '../src/platform/artifacts/garbage-collection/garbage-report.js';
import { GarbageCollector } from '../src/platform/artifacts/garbage-collection/garbage-collector.js';
import { AppConfig } from '../src/platform/config/app-config.js';
import { JobsService } from '../src/platform/jobs/jobs.service.js';
import { RunArtifactsService, RunsService } from '../src/tracking/index.js';
import { startApp, type RunningApp } from './e2e/running-app.js';
import { daysAgo, GarbageHistory, keptDays, keptSnapshots } from './garbage-history.js';

describe('garbage collection', () => {
  let app: RunningApp;
  let sql: DataSource;
  let store: ArtifactStore;
  let folder: string;

  beforeAll(async () => {
    app = await startApp();
    sql = app.app.get(DataSource);
    store = app.app.get(ArtifactStore);
    folder = app.app.get(AppConfig).artifactsDir;
  });
  afterAll(() => app.stop());

  async function clear(): Promise<void> {
    await sql.query(
      'TRUNCATE runs, run_artifacts, model_versions, model_aliases, model_alias_moves, snapshots, proxied_artifacts CASCADE',
    );
    await rm(folder, { recursive: true, force: true });
  }
  async function stored(): Promise<string[]> {
    const uris: string[] = [];
    for await (const { uri } of store.list()) uris.push(uri);
    return uris.sort();
  }
  /** Makes everything in the store older than the grace period. */
  async function age(): Promise<void> {
    for await (const { key } of store.list()) await utimes(join(folder, key), daysAgo(3), daysAgo(3));
  }
  async function collect(wish: object): Promise<GarbageReport> {
    const { status, body } = await app.send('POST', '/api/v1/artifacts/garbage-collection', wish);
    expect(status).toBe(202);
    const job = await app.finished(body.id);
    expect(job).toMatchObject({ kind: 'garbage-collection', state: 'succeeded', failureReason: null });
    return job.result;
  }

  it.each([1, 2, 3, 4, 5, 6])(
    'keeps what can be reached, removes the rest, and finds nothing the second time (history %i)',
    async (seed) => {
      await clear();
      const history = new GarbageHistory(seed, sql, store, folder);
      await history.happen(90);
      const before = await stored();
      const remaining = history.remaining();
      const run = (dryRun: boolean): Promise<GarbageReport> =>
        app.app.get(GarbageCollector).collect(
          {
            dryRun,
            deletedBefore: daysAgo(keptDays),
            writtenBefore: daysAgo(1),
            keepSnapshots: keptSnapshots,
          },
          {
            signal: new AbortController().signal,
            progress: () => undefined,
            log: () => undefined,
          },
        );

      const expected = await run(true);
      expect(await stored()).toEqual(before);
      const report = await run(false);
      expect(await stored()).toEqual([...remaining.keys()].sort());
      for (const artifact of remaining.values()) await store.get(artifact);
      expect(report.deleted.objects).toBe(before.length - remaining.size);
      expect(report.deleted.objects).toBeGreaterThan(0);
      expect({ ...report, dryRun: true, writtenBefore: '' }).toEqual({ ...expected, writtenBefore: '' });

      const second = await run(false);
      expect(second.deleted).toEqual({ objects: 0, bytes: 0 });
      expect(second.retired).toEqual({ runs: 0, snapshots: 0 });
      expect(await stored()).toEqual([...remaining.keys()].sort());
    },
  );

  it('is a job that takes what clients deleted long ago, and only that', async () => {
    await clear();
    const runs = app.app.get(RunsService);
    const [kept, deleted] = [
      (await runs.create({ experimentId: '1' })).id,
      (await runs.create({ experimentId: '1' })).id,
    ];
    for (const id of [kept, deleted])
      await app.app.get(RunArtifactsService).put(id, 'note.txt', [Buffer.from('a note')]);
    await runs.logMetrics(deleted, [{ key: 'loss', step: 1, timestamp: 1, value: 1 }]);
    await age();
    expect((await app.send('DELETE', `/api/v1/runs/${deleted}`)).status).toBeLessThan(300);
    expect(await collect({})).toMatchObject({ deleted: { objects: 0 }, retired: { runs: 0 } });

    const wish = { keepDeletedDays: 0 };
    expect(await collect({ ...wish, dryRun: true })).toMatchObject({
      dryRun: true,
      deleted: { objects: 1 },
      retired: { runs: 1 },
    });
    expect((await app.get(`/api/v1/runs/${deleted}`)).status).toBe(200);
    expect(await collect(wish)).toMatchObject({ deleted: { objects: 1 }, retired: { runs: 1 } });
    expect((await app.get(`/api/v1/runs/${deleted}`)).status).toBe(404);
    expect((await app.get(`/api/v1/runs/${kept}`)).status).toBe(200);
    expect(await stored()).toEqual([expect.stringContaining(`runs/${kept}/`)]);
    expect(await sql.query('SELECT FROM run_metrics WHERE run_id = $1', [deleted])).toEqual([]);
  });

  it('leaves the artifacts of a job that is under way, however old', async () => {
    await clear();
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const jobs = app.app.get(JobsService);
    const job = await jobs.start('long-training', {}, async () => {
      await ended;
      return {};
    });
    await store.put(`models/${job.id}/neighbours.safetensors`, Buffer.from('near'));
    await age();
    const report = await collect({});
    expect(report.prefixes).toMatchObject([
      { prefix: 'models/', young: { objects: 1 }, deleted: { objects: 0 } },
    ]);
    end();
    await app.finished(job.id);
    expect(await collect({})).toMatchObject({ deleted: { objects: 1 } });
    expect(await stored()).toEqual([]);
  });

  it('runs once a week by itself, and refuses settings that are none', async () => {
    const { body } = await app.get('/api/v1/schedules/garbage-collection');
    expect(body).toMatchObject({ kind: 'garbage-collection', enabled: true, cron: '30 4 * * 0' });
    const refused = await app.send('POST', '/api/v1/artifacts/garbage-collection', { graceHours: 0 });
    expect(refused.status).toBe(400);
  });
});
