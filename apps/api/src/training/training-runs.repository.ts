import { resolveHyperparameters } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';
import { version as engineVersion } from '../platform/version.js';
import { RunDeletedError, RunsService, tagKeys, type RunInput } from '../tracking/index.js';
import { configHash } from './training-config.js';
import type {
  Candidate,
  Hyperparameters,
  MetricStep,
  RunStatus,
  TrainingData,
  TrainingRun,
} from './training-run.js';

interface RunRow {
  id: string;
  job_id: string | null;
  kind: string;
  name: string;
  status: RunStatus;
  hyperparameters: Hyperparameters;
  seed: number;
  snapshot_id: string | null;
  config_hash: string | null;
  code_version: string | null;
  git_commit: string | null;
  data_fingerprint: string;
  rating_count: number;
  user_count: number;
  movie_count: number;
  metrics: Record<string, number>;
  artifact_uri: string | null;
  artifact_sha256: string | null;
  artifact_bytes: string | null;
  model_version: number | null;
  search_id: string | null;
  trial: number | null;
  engine_version: string;
  failure_reason: string | null;
  started_at: Date;
  finished_at: Date | null;
}

const selectRuns = `
  SELECT r.id, r.job_id, r.kind, r.name, r.status, r.hyperparameters, r.seed, r.snapshot_id,
         r.config_hash, r.code_version, r.git_commit, r.data_fingerprint, r.rating_count, r.user_count,
         r.movie_count, r.metrics, r.artifact_uri, r.artifact_sha256, r.artifact_bytes, v.version AS model_version, r.search_id, r.trial,
         r.engine_version, r.failure_reason, r.started_at, r.finished_at
  FROM runs r LEFT JOIN model_versions v ON v.run_id = r.id AND v.model_name = 'marquee' AND v.deleted_at IS NULL`;

function toRun(row: RunRow): TrainingRun {
  return {
    id: row.id,
    jobId: row.job_id,
    kind: row.kind,
    name: row.name,
    status: row.status,
    hyperparameters: row.hyperparameters,
    seed: row.seed,
    snapshotId: row.snapshot_id,
    configHash: row.config_hash,
    codeVersion: row.code_version,
    gitCommit: row.git_commit,
    dataFingerprint: row.data_fingerprint,
    ratingCount: row.rating_count,
    userCount: row.user_count,
    movieCount: row.movie_count,
    metrics: row.metrics,
    artifact: row.artifact_uri
      ? { uri: row.artifact_uri, sha256: row.artifact_sha256 ?? '', bytes: Number(row.artifact_bytes) }
      : null,
    modelVersion: row.model_version,
    searchId: row.search_id,
    trial: row.trial,
    engineVersion: row.engine_version,
    failureReason: row.failure_reason,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs: row.finished_at ? row.finished_at.getTime() - row.started_at.getTime() : null,
  };
}

/** Every hyperparameter that takes effect, those that were left out by their defaults: defaults may change, a run does not. */
function effective({ kind, hyperparameters }: Candidate): Hyperparameters {
  return resolveHyperparameters(kind, hyperparameters);
}

/** Metrics of a whole training, as points: they belong to no epoch. */
function heldOut(metrics: Record<string, number>): MetricStep[] {
  return Object.entries(metrics).map(([metric, value]) => ({ metric, step: 0, value }));
}

/** A training goes on when somebody deletes its run meanwhile; there is only nothing to write to. */
async function unlessDeleted(writing: Promise<void>): Promise<void> {
  await writing.catch((error: unknown) => {
    if (!(error instanceof RunDeletedError)) throw error;
  });
}

function toInput(data: TrainingData): RunInput {
  const { dataFingerprint, snapshotId, ratingCount, userCount, movieCount } = data;
  const dataset = {
    name: 'ratings',
    digest: dataFingerprint.slice(0, 36),
    sourceType: 'marquee',
    source: JSON.stringify({ snapshot: snapshotId }),
    schema: null,
    profile: JSON.stringify({ ratings: ratingCount, users: userCount, movies: movieCount }),
  };
  return { dataset, tags: { [tagKeys.dataContext]: 'training' } };
}

@Injectable()
export class TrainingRunsRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly tracking: RunsService,
  ) {}

  /** @param search  the search that it belongs to, and which trial of it, if any, it is */
  async begin(
    jobId: string,
    candidate: Candidate,
    seed: number,
    data: TrainingData,
    search: { searchId: string; trial: number | null } | null = null,
  ): Promise<string> {
    const id = randomUUID();
    await this.dataSource.query(
      `INSERT INTO runs (id, job_id, kind, name, status, hyperparameters, seed, data_fingerprint, data_revision,
                         rating_count, user_count, movie_count, newest_rating_at, engine_version, search_id, trial,
                         snapshot_id, config_hash, code_version, git_commit)
       VALUES ($1, $2, $3, $4, 'running', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
      [
        id,
        jobId,
        candidate.kind,
        candidate.name,
        JSON.stringify(effective(candidate)),
        seed,
        data.dataFingerprint,
        data.dataRevision,
        data.ratingCount,
        data.userCount,
        data.movieCount,
        data.newestRatingAt,
        engineVersion,
        search?.searchId ?? null,
        search?.trial ?? null,
        data.snapshotId,
        configHash(candidate),
        data.codeVersion,
        data.gitCommit,
      ],
    );
    await this.describe(id, candidate, seed, data, { jobId, ...search });
    return id;
  }

  /** Parameters, tags and the data, as any client of the tracking would log them. */
  private async describe(
    id: string,
    candidate: Candidate,
    seed: number,
    data: TrainingData,
    origin: { jobId: string; searchId?: string; trial?: number | null },
  ): Promise<void> {
    const values = { ...effective(candidate), kind: candidate.kind, seed };
    const tags: Record<string, string> = {
      [tagKeys.runName]: candidate.name,
      'marquee.engineVersion': engineVersion,
      'marquee.jobId': origin.jobId,
    };
    if (origin.searchId) tags['marquee.searchId'] = origin.searchId;
    if (origin.trial != null) tags['marquee.trial'] = String(origin.trial);
    const params = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
    await this.tracking.logBatch(id, { params, tags });
    if (data.dataFingerprint) await this.tracking.logInputs(id, [toInput(data)]);
  }

  async logSteps(runId: string, steps: readonly MetricStep[]): Promise<void> {
    if (steps.length === 0) return;
    const timestamp = Date.now();
    const points = steps.map(({ metric, step, value }) => ({ key: metric, step, value, timestamp }));
    await unlessDeleted(this.tracking.logMetrics(runId, points));
  }

  async succeed(
    runId: string,
    metrics: Record<string, number>,
    artifact: StoredArtifact,
    companions: Record<string, StoredArtifact>,
  ): Promise<void> {
    await this.logSteps(runId, heldOut(metrics));
    await this.dataSource.query(
      `UPDATE runs SET status = 'succeeded', metrics = $2, artifact_uri = $3, artifact_sha256 = $4, artifact_bytes = $5,
                       companions = $6, finished_at = now()
       WHERE id = $1`,
      [
        runId,
        JSON.stringify(metrics),
        artifact.uri,
        artifact.sha256,
        artifact.bytes,
        JSON.stringify(companions),
      ],
    );
  }

  /** Ends a trial: it leaves numbers, no model. */
  async succeedTrial(runId: string, metrics: Record<string, number>): Promise<void> {
    await this.logSteps(runId, heldOut(metrics));
    await this.dataSource.query(
      `UPDATE runs SET status = 'succeeded', metrics = $2, finished_at = now() WHERE id = $1`,
      [runId, JSON.stringify(metrics)],
    );
  }

  async end(runId: string, status: 'failed' | 'cancelled' | 'pruned', reason: string | null): Promise<void> {
    await this.dataSource.query(
      `UPDATE runs SET status = $2, failure_reason = $3, finished_at = now() WHERE id = $1 AND status = 'running'`,
      [runId, status, reason],
    );
  }

  /** Ends runs whose job has ended without them: their process was killed. */
  async failAbandoned(reason: string): Promise<number> {
    const [, count] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE runs r SET status = 'failed', failure_reason = $1, finished_at = now()
       WHERE status = 'running' AND job_id IS NOT NULL
         AND NOT EXISTS (SELECT FROM jobs j WHERE j.id = r.job_id AND j.state IN ('queued', 'running'))`,
      [reason],
    );
    return count;
  }

  /** Ends the runs that an earlier attempt of a job has left open. */
  async failOfJob(jobId: string, reason: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE runs SET status = 'failed', failure_reason = $2, finished_at = now() WHERE job_id = $1 AND status = 'running'`,
      [jobId, reason],
    );
  }

  /** Newest first. Trials of a search only where that search is asked for. */
  async list(
    filter: { status?: string; kind?: string; jobId?: string; searchId?: string },
    limit: number,
    after: { startedAt: string; id: string } | null,
  ): Promise<TrainingRun[]> {
    const rows = await this.dataSource.query<RunRow[]>(
      `${selectRuns}
       WHERE r.kind IS NOT NULL AND ($1::text IS NULL OR r.status = $1) AND ($2::text IS NULL OR r.kind = $2) AND ($3::uuid IS NULL OR r.job_id = $3)
         AND CASE WHEN $7::uuid IS NULL THEN r.trial IS NULL ELSE r.search_id = $7 END
         AND ($4::timestamptz IS NULL OR (date_trunc('milliseconds', r.started_at), r.id) < ($4, $5::uuid))
       ORDER BY date_trunc('milliseconds', r.started_at) DESC, r.id DESC LIMIT $6`,
      [
        filter.status ?? null,
        filter.kind ?? null,
        filter.jobId ?? null,
        after?.startedAt ?? null,
        after?.id ?? null,
        limit,
        filter.searchId ?? null,
      ],
    );
    return rows.map(toRun);
  }

  /** Runs by their ids, in the order of the ids; those that are gone are left out. */
  async withIds(ids: readonly string[]): Promise<TrainingRun[]> {
    const rows = await this.dataSource.query<RunRow[]>(`${selectRuns} WHERE r.id = ANY($1)`, [ids]);
    const runs = new Map(rows.map((row) => [row.id, toRun(row)]));
    return ids.flatMap((id) => runs.get(id) ?? []);
  }

  /** The config hashes of the models that this code has made of this snapshot with this seed. */
  async knownConfigs(snapshotId: string, codeVersion: string, seed: number): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ config_hash: string }[]>(
      `SELECT DISTINCT config_hash FROM runs
       WHERE snapshot_id = $1 AND code_version = $2 AND seed = $3 AND status = 'succeeded' AND trial IS NULL
         AND artifact_uri IS NOT NULL AND lifecycle_stage = 'active'`,
      [snapshotId, codeVersion, seed],
    );
    return new Set(rows.map((row) => row.config_hash));
  }
}
