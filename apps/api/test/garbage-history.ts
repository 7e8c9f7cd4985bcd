import { seededRandom, type Random } from '@marquee/recommender';
import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import type { ArtifactStore, StoredArtifact } from '../src/platform/artifacts/artifact-store.js';

const dayMs = 86_400_000;
/** As the histories are judged: what was deleted earlier may go, and so many newest snapshots stay. */
export const keptDays = 30;
export const keptSnapshots = 2;

interface MadeRun {
  id: string;
  artifacts: StoredArtifact[];
  files: StoredArtifact[];
  snapshotId: string | null;
  /** null: it is not deleted. */
  deletedDaysAgo: number | null;
}

interface MadeVersion {
  version: number;
  run: MadeRun;
  deletedDaysAgo: number | null;
  hadAlias: boolean;
}

interface MadeSnapshot {
  id: string;
  files: StoredArtifact[];
  createdDaysAgo: number;
}

/** Makes up a history of runs, versions, aliases, snapshots and deletions, and knows by itself what must be left of it. */
export class GarbageHistory {
  private readonly random: Random;
  private readonly runs: MadeRun[] = [];
  private readonly versions: MadeVersion[] = [];
  private readonly snapshots: MadeSnapshot[] = [];
  private readonly loose: { artifact: StoredArtifact; stays: boolean }[] = [];

  constructor(
    seed: number,
    private readonly sql: DataSource,
    private readonly store: ArtifactStore,
    private readonly folder: string,
  ) {
    this.random = seededRandom(seed);
  }

  async happen(steps: number): Promise<void> {
    const events = [
      () => this.train(),
      () => this.train(),
      () => this.snapshot(),
      () => this.register(),
      () => this.pointAlias(),
      () => this.logFile(),
      () => this.logBeside(),
      () => this.leaveBehind(),
      () => this.deleteRun(),
      () => this.deleteVersion(),
    ];
    for (let step = 0; step < steps; step++) await this.pick(events)!();
  }

  /** What has to be there afterwards, by address. */
  remaining(): Map<string, StoredArtifact> {
    const versions = this.versions.filter(
      ({ deletedDaysAgo, hadAlias }) => hadAlias || !isLongAgo(deletedDaysAgo),
    );
    const runs = this.runs.filter(
      (run) => !isLongAgo(run.deletedDaysAgo) || versions.some((version) => version.run === run),
    );
    const newest = [...this.snapshots]
      .sort((a, b) => a.createdDaysAgo - b.createdDaysAgo)
      .slice(0, keptSnapshots);
    const snapshots = this.snapshots.filter(
      (snapshot) => newest.includes(snapshot) || runs.some(({ snapshotId }) => snapshotId === snapshot.id),
    );
    const artifacts = [
      ...runs.flatMap((run) => [...run.artifacts, ...run.files]),
      ...versions.flatMap(({ run }) => run.artifacts),
      ...snapshots.flatMap(({ files }) => files),
      ...this.loose.filter(({ stays }) => stays).map(({ artifact }) => artifact),
    ];
    return new Map(artifacts.map((artifact) => [artifact.uri, artifact]));
  }

  private async train(): Promise<void> {
    const id = randomUUID();
    const at = `models/${randomUUID()}`;
    const isTrained = this.random.uniform() < 0.8;
    const model = isTrained ? await this.put(`${at}/${id}.safetensors`) : null;
    const companion = isTrained && this.chance() ? await this.put(`${at}/neighbours.safetensors`) : null;
    const snapshotId = this.pick(this.snapshots)?.id ?? null;
    await this.sql.query(
      `INSERT INTO runs (id, name, status, artifact_uri, artifact_sha256, artifact_bytes, companions, snapshot_id)
       VALUES ($1, 'made up', $2, $3, $4, $5, $6, $7)`,
      [
        id,
        model ? 'succeeded' : 'failed',
        model?.uri,
        model?.sha256,
        model?.bytes,
        companion ? { neighbours: companion } : {},
        snapshotId,
      ],
    );
    const artifacts = [model, companion].filter((artifact) => artifact !== null);
    this.runs.push({ id, artifacts, files: [], snapshotId, deletedDaysAgo: null });
  }

  private async snapshot(): Promise<void> {
    const id = `${randomUUID()}${randomUUID()}`.replaceAll('-', '');
    const shared = this.chance() ? this.pick(this.snapshots)?.files[0] : undefined;
    const ratings = shared ?? (await this.put(`snapshots/${id}/ratings.parquet`));
    const films = await this.put(`snapshots/${id}/films.parquet`);
    // Each is newer than all before it.
    const createdDaysAgo = 200 - this.snapshots.length;
    await this.sql.query(
      `INSERT INTO snapshots (id, schema_version, rating_count, user_count, movie_count, film_count, tag_count, files, bytes,
                              data_revision, created_at)
       VALUES ($1, 1, 0, 0, 0, 0, 0, $2, 0, -1, $3)`,
      [id, { ratings, films }, daysAgo(createdDaysAgo)],
    );
    this.snapshots.push({ id, files: [ratings, films], createdDaysAgo });
  }

  private async register(): Promise<void> {
    const run = this.pick(
      this.runs.filter(({ artifacts, deletedDaysAgo }) => artifacts.length > 0 && deletedDaysAgo === null),
    );
    if (!run || this.versions.some((version) => version.run === run)) return;
    const version = this.versions.length + 1;
    await this.sql.query(
      `INSERT INTO model_versions (model_name, version, run_id, artifact_uri, artifact_sha256, artifact_bytes, companions)
       SELECT 'marquee', $1, id, artifact_uri, artifact_sha256, artifact_bytes, companions FROM runs WHERE id = $2`,
      [version, run.id],
    );
    this.versions.push({ version, run, deletedDaysAgo: null, hadAlias: false });
  }

  private async pointAlias(): Promise<void> {
    const chosen = this.pick(this.versions.filter(({ deletedDaysAgo }) => deletedDaysAgo === null));
    if (!chosen) return;
    await this.sql.query(
      `INSERT INTO model_aliases (model_name, alias, version) VALUES ('marquee', $1, $2)
       ON CONFLICT (model_name, alias) DO UPDATE SET version = excluded.version`,
      [this.chance() ? 'first' : 'second', chosen.version],
    );
    await this.sql.query(
      `INSERT INTO model_alias_moves (model_name, alias, to_version, reason, decided_by)
       VALUES ('marquee', 'first', $1, 'made up', 'person')`,
      [chosen.version],
    );
    chosen.hadAlias = true;
  }

  private async logFile(): Promise<void> {
    const run = this.pick(this.runs);
    if (!run) return;
    const file = await this.put(`runs/${run.id}/${randomUUID()}`);
    await this.sql.query(
      'INSERT INTO run_artifacts (run_id, path, uri, sha256, bytes) VALUES ($1, $2, $3, $4, $5)',
      [run.id, randomUUID(), file.uri, file.sha256, file.bytes],
    );
    run.files.push(file);
  }

  private async logBeside(): Promise<void> {
    const file = await this.put(`mlflow/${randomUUID()}`);
    const stays = this.chance();
    this.loose.push({ artifact: file, stays });
    if (!stays) return;
    await this.sql.query('INSERT INTO proxied_artifacts (path, uri, sha256, bytes) VALUES ($1, $2, $3, $4)', [
      `elsewhere/${randomUUID()}`,
      file.uri,
      file.sha256,
      file.bytes,
    ]);
  }

  /** What a killed training leaves, long ago or just now, and what is not Marquee's. */
  private async leaveBehind(): Promise<void> {
    const [folder, isOld] = this.pick([
      ['models', true],
      ['models', false],
      ['snapshots', true],
      ['runs', false],
      ['backups', true],
    ] as const)!;
    const artifact = await this.put(`${folder}/${randomUUID()}/left`, isOld);
    this.loose.push({ artifact, stays: !isOld || folder === 'backups' });
  }

  private async deleteRun(): Promise<void> {
    const run = this.pick(this.runs);
    if (!run) return;
    run.deletedDaysAgo = this.someDays();
    await this.sql.query(`UPDATE runs SET lifecycle_stage = 'deleted', deleted_at = $2 WHERE id = $1`, [
      run.id,
      daysAgo(run.deletedDaysAgo),
    ]);
  }

  private async deleteVersion(): Promise<void> {
    const chosen = this.pick(this.versions);
    if (!chosen) return;
    chosen.deletedDaysAgo = this.someDays();
    await this.sql.query('DELETE FROM model_aliases WHERE version = $1', [chosen.version]);
    await this.sql.query('UPDATE model_versions SET deleted_at = $2 WHERE version = $1', [
      chosen.version,
      daysAgo(chosen.deletedDaysAgo),
    ]);
  }

  private async put(key: string, isOld = true): Promise<StoredArtifact> {
    const artifact = await this.store.put(key, Buffer.from(`${key} ${this.random.uniform()}`));
    if (isOld) await utimes(join(this.folder, key), daysAgo(3), daysAgo(3));
    return artifact;
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.random.integer(from.length || 1)];
  }

  private chance(): boolean {
    return this.random.uniform() < 0.5;
  }

  private someDays(): number {
    return this.chance() ? keptDays - 5 : keptDays + 5;
  }
}

export const daysAgo = (days: number): Date => new Date(Date.now() - days * dayMs);

const isLongAgo = (days: number | null): boolean => days !== null && days > keptDays;
