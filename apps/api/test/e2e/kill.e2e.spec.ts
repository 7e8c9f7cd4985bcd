import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, startProcess, type RunningProcess } from './running-process.js';
import { stateAfterRestart, wholeState } from './state-after-restart.js';

const dataSet = join(import.meta.dirname, '../../../../data/movielens-small');
/** KILL_ROUNDS=60 for a long run, KILL_SEED to repeat one. */
const rounds = Number(process.env.KILL_ROUNDS ?? 8);
const seed = Number(process.env.KILL_SEED ?? Date.now() % 1_000_000);
/** Cheap, with several epochs to be killed in, and more than one artifact. */
const candidates = [
  { kind: 'baseline' },
  { kind: 'svd', hyperparameters: { factorCount: 8, epochs: 4 } },
  { kind: 'normal' },
];

/** Mulberry32: 0 ≤ x < 1, the same for the same seed. */
function randomFrom(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('a process that is killed at any moment', () => {
  const random = randomFrom(seed);
  let dataDir: string;
  let server: RunningProcess;
  let trainingMs: number;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'marquee-kill-'));
    await chmod(dataDir, 0o711); // PostgreSQL runs as another user when this is root
    server = await start();
    const imported = await server.ask('POST', '/api/v1/imports', { source: dataSet });
    expect(await server.until(imported.id, hasEnded)).toMatchObject({ state: 'succeeded' });
    const startedAt = performance.now();
    expect(await server.until(await train(), hasEnded)).toMatchObject({ state: 'succeeded' });
    trainingMs = performance.now() - startedAt;
  }, 180_000);

  afterAll(async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async () => (await startProcess({ DATA_DIR: dataDir, LOG_FORMAT: 'json' })).ready();
  const train = async () =>
    (await server.ask('POST', '/api/v1/training', { force: true, candidates })).id as string;

  /** Moves the champion to and fro until the process is gone. */
  async function promoteOnAndOn(): Promise<void> {
    const { items } = await server.ask('GET', '/api/v1/models?limit=2');
    for (let i = 0; ; i++) {
      const { version } = items[i % items.length];
      await server.ask('PUT', '/api/v1/models/aliases/champion', { version, reason: `move ${i}` });
    }
  }

  /** @returns what was going on, for the message of a failure */
  async function killSomewhere(): Promise<string> {
    const promoting = random() < 0.4;
    const training = !promoting || random() < 0.5;
    const delayMs = Math.round(random() * (training ? trainingMs * 1.1 : 400));
    const withDatabase = random() < 0.3;
    if (training) await train();
    const promotions = promoting ? promoteOnAndOn().catch(() => undefined) : null;
    await sleep(delayMs);
    if (withDatabase) process.kill(postmasterPid(), 'SIGKILL');
    await server.kill();
    await promotions;
    const what = [training && 'a training', promoting && 'promotions'].filter(Boolean).join(' and ');
    return `seed ${seed}: killed ${withDatabase ? 'with its database ' : ''}${delayMs} ms into ${what}`;
  }

  function postmasterPid(): number {
    const pid = readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0];
    return Number(pid);
  }

  it(
    `is whole again after the restart, ${rounds} times (KILL_SEED=${seed})`,
    async () => {
      for (let round = 1; round <= rounds; round++) {
        const what = await killSomewhere();
        server = await start();
        const found = { round, what, ...(await stateAfterRestart(server, dataDir)) };
        expect(found).toEqual({ round, what, ...wholeState(found.champions[0]) });
      }
    },
    600_000 + rounds * 30_000,
  );
});
