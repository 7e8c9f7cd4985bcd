import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// From 20 million rows in PostgreSQL to a promoted champion, in the process that `npm start` runs: matrix factorisation with 64
// factors and 20 epochs, evaluation and everything that serving needs included. Needs `npm run build`. BENCH_RATINGS=<n>
// takes another number of made-up ratings, BENCH_DATA=<folder> data that is there already. Goal: 90 s, under 3 GB.

const api = join(import.meta.dirname, '../apps/api/dist');
const folder = await mkdtemp(join(tmpdir(), 'marquee-bench-'));
const candidate = {
  kind: 'matrix-factorisation',
  hyperparameters: { factorCount: 64, epochs: 20, threads: 2 },
};
const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

/** Runs a program of the API to its end. */
function run(program, words, env = {}) {
  const { status } = spawnSync(process.execPath, [join(api, program), ...words], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}.`);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

async function call(url, options) {
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function untilReady(url) {
  for (;;) {
    const answer = await fetch(`${url}/health/live`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
}

const peakMiB = (pid) => {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return Math.round(Number(line?.[1] ?? NaN) / 1024);
};

try {
  const data = process.env.BENCH_DATA ?? join(folder, 'data');
  const size = process.env.BENCH_RATINGS ? ['--ratings', process.env.BENCH_RATINGS] : [];
  if (!process.env.BENCH_DATA) run('synthetic-command.js', ['--out', data, ...size]);
  const port = await freePort();
  const env = { DATA_DIR: join(folder, 'store'), PORT: String(port), BOOTSTRAP: 'false', LOG_LEVEL: 'error' };
  run('import-command.js', [data], env);
  const server = spawn(process.execPath, [join(api, 'main.js')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await untilReady(url);
    const before = peakMiB(server.pid);
    const load = loadNow();
    const began = performance.now();
    const started = await call(`${url}/api/v1/training`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ candidates: [candidate], seed: 1 }),
    });
    const phases = [];
    let job = started;
    while (['queued', 'running'].includes(job.state)) {
      await new Promise((done) => setTimeout(done, 100));
      job = await call(`${url}/api/v1/jobs/${job.id}`);
      const phase = job.progress?.phase;
      if (phase && phases.at(-1)?.phase !== phase) phases.push({ phase, at: performance.now() });
    }
    const end = performance.now();
    console.log(`Load ${load}; ${job.state}${job.failureReason ? `: ${job.failureReason}` : ''}.`);
    console.log('| step | s |\n|---|---|');
    phases.forEach(({ phase, at }, n) =>
      console.log(`| ${phase} | ${(((phases[n + 1]?.at ?? end) - at) / 1000).toFixed(1)} |`),
    );
    console.log(`| **from rows to champion (goal 90)** | ${seconds(began)} |`);
    console.log(`\nThe process held ${peakMiB(server.pid)} MiB at the most (${before} before); goal 3 GB.`);
    console.log(`${job.result.reason} Promoted: ${job.result.promoted}.`);
  } finally {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
