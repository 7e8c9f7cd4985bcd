import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { FileArtifactStore } from '../../src/platform/artifacts/file-artifact-store.js';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { recordedArtifacts } from './recorded-artifacts.js';
import type { RunningProcess } from './running-process.js';

/** What must hold whenever a process has started, whatever became of the one before it. */
export interface State {
  /** Versions that bear the champion's alias; the last that the record says it was moved to; the one that answers. */
  champions: number[];
  lastMoveTo: number | null;
  served: number | null;
  /** Checks of the health report that are not up, with their reasons. */
  unwell: unknown[];
  runsThatRun: string[];
  jobsThatRun: string[];
  artifacts: 'all verify' | string[];
  partialFiles: string[];
}

export function wholeState(champion: number): State {
  return {
    champions: [champion],
    lastMoveTo: champion,
    served: champion,
    unwell: [],
    runsThatRun: [],
    jobsThatRun: [],
    artifacts: 'all verify',
    partialFiles: [],
  };
}

/**
 * What is found right after a start; trainings of the process before are done again and get `graceMs` for it, as does a
 * connection that is slow to be made on busy processors.
 */
export async function stateAfterRestart(
  server: RunningProcess,
  dataDir: string,
  graceMs = 180_000,
): Promise<State> {
  const { url } = await startEmbeddedPostgres({ dataDir, joinRunning: true, log: () => undefined });
  const database = new pg.Client({ connectionString: url });
  await database.connect();
  const strings = async (sql: string) => (await database.query<{ it: string }>(sql)).rows.map(({ it }) => it);
  const passing = async () => ({
    unwell: await unwellChecks(server),
    runsThatRun: await strings(`SELECT id::text AS it FROM runs WHERE status = 'running'`),
    jobsThatRun: await strings(
      `SELECT kind || ' ' || state AS it FROM jobs WHERE state IN ('queued', 'running')`,
    ),
  });
  try {
    let left = await passing();
    for (const giveUp = Date.now() + graceMs; Date.now() < giveUp; left = await passing()) {
      if (Object.values(left).every(({ length }) => length === 0)) break;
      await sleep(100);
    }
    const champions = await strings(`SELECT version::text AS it FROM model_aliases WHERE alias = 'champion'`);
    const moves = await strings(
      `SELECT to_version::text AS it FROM model_alias_moves WHERE alias = 'champion' ORDER BY id DESC LIMIT 1`,
    );
    const { model } = await server.ask('POST', '/predict/', { user_id: 1 });
    return {
      champions: champions.map(Number),
      lastMoveTo: moves.length > 0 ? Number(moves[0]) : null,
      served: model?.version ?? null,
      ...left,
      artifacts: await verdictOnArtifacts(database, dataDir),
      partialFiles: await readdir(join(dataDir, 'artifacts', '.partial')).catch(() => []),
    };
  } finally {
    await database.end();
  }
}

async function unwellChecks(server: RunningProcess): Promise<unknown[]> {
  const { checks } = await server.ask('GET', '/health');
  return Object.entries<any>(checks).filter(([, { status }]) => status !== 'up');
}

async function verdictOnArtifacts(database: pg.Client, dataDir: string): Promise<State['artifacts']> {
  const store = new FileArtifactStore(join(dataDir, 'artifacts'));
  const faults: string[] = [];
  const artifacts = await recordedArtifacts(database);
  if (artifacts.length === 0) return ['no artifact is recorded'];
  for (const artifact of artifacts) {
    await store.get(artifact).catch((error: unknown) => faults.push(String(error)));
  }
  return faults.length === 0 ? 'all verify' : faults;
}
