import './check-node.mjs';
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ScriptError, commandLine, main, prepare, root, say } from './workspace.mjs';

/**
 * `npm run demo:drift [-- <address of a running Marquee>]`: tastes shift → drift and harm → alert → training → recovery,
 * with figures. Without an address it starts an instance of its own on the small data set, and removes it at the end;
 * with one, that instance gets simulated ratings. `MARQUEE_API_KEY` is sent where it is set (role admin).
 */
const calmRatings = 2_000;
/** As many ratings as the data set has, by people who have come to like what they see one star less. */
const [shiftedRatings, shift] = [100_000, -1];
const laterRatings = 3_000;
const headers = process.env.MARQUEE_API_KEY ? { authorization: `Bearer ${process.env.MARQUEE_API_KEY}` } : {};

await main(async () => {
  const given = commandLine().at(0);
  const own = given ? null : await startOwn();
  const url = (given ?? own.url).replace(/\/$/, '');
  try {
    await demonstrate(url);
  } finally {
    await own?.stop();
  }
});

async function demonstrate(url) {
  await until('a champion', () => get(url, '/api/v1/models/champion').catch(() => null));
  const { settings } = await get(url, '/api/v1/drift-policy');
  // Reports are made here, step by step, and not by themselves meanwhile.
  await send(url, 'PATCH', '/api/v1/drift-policy', { enabled: false, retrainCooldownHours: 0 });
  const rows = {};
  try {
    say(`1. ${calmRatings} ratings of unchanged taste.`);
    rows['1 nothing changed'] = row(await step(url, calmRatings, 0));

    const before = await meanRating(url);
    say(`2. ${shiftedRatings} ratings by people who like everything one star less.`);
    const harmed = await step(url, shiftedRatings, shift);
    rows['2 taste moved'] = row(harmed);
    say(`   ${harmed.reason} Alert open: ${(await get(url, '/api/v1/drift-policy')).alerting}.`);
    const atWorst = await metrics(url);
    if (harmed.jobId === null) throw new ScriptError(`The policy started no training: ${harmed.reason}`);

    say('3. The training that the policy started.');
    const job = await ended(url, harmed.jobId);
    say(`   ${job.state}: ${job.result?.reason ?? job.failureReason}`);

    // Simulated people start from the averages of this moment, which have followed their taste part of the way.
    const remaining = before + shift - (await meanRating(url));
    say(
      `4. ${laterRatings} more ratings of the new taste, ${remaining.toFixed(2)} stars from the averages of now.`,
    );
    const recovered = await step(url, laterRatings, remaining);
    rows['4 after the training'] = row(recovered);
    const cause = await get(url, `/api/v1/drift-reports/${harmed.id}`);
    const { alerting } = await get(url, '/api/v1/drift-policy');
    say(`   ${cause.outcome?.summary ?? 'It is not known yet whether it helped.'} Alert open: ${alerting}.`);
    console.table(rows);
    say('In /metrics when it was worst, and now:');
    console.table({ worst: atWorst, now: await metrics(url) });
    await keepPages(url, { harmed, recovered });
  } finally {
    const { enabled, retrainCooldownHours } = settings;
    await send(url, 'PATCH', '/api/v1/drift-policy', { enabled, retrainCooldownHours });
  }
}

/** Ratings, judged as they come, and a report on them. */
async function step(url, count, shift) {
  const seed = 1 + Math.floor(Math.random() * 1e6);
  await send(url, 'POST', `/generate-ratings/?batch_size=${count}&shift=${shift}&seed=${seed}`);
  await until(
    'all ratings judged',
    async () => (await get(url, '/api/v1/online-error')).arrivals.waiting === 0,
  );
  const started = await until('a report', () =>
    send(url, 'POST', '/api/v1/drift-reports').catch((error) =>
      /409/.test(error.message) ? null : Promise.reject(error),
    ),
  );
  const job = await ended(url, started.id);
  if (job.state !== 'succeeded') throw new ScriptError(`The report failed: ${job.failureReason}`);
  return get(url, `/api/v1/drift-reports/${job.result.reportId}`);
}

async function meanRating(url) {
  return (await get(url, '/api/v1/stats')).averageRating;
}

function row({ verdict, driftedColumns, multivariate, harm, action, modelVersion }) {
  const { online } = harm;
  return {
    'model version': modelVersion,
    data: verdict,
    'columns moved': driftedColumns,
    'AUC of old against new': digits(multivariate.auc),
    'online RMSE': digits(online?.rmse),
    promised: digits(online?.promised.rmse),
    'excess %': online?.excess == null ? '–' : Math.round(100 * online.excess),
    harm: harm.verdict,
    action: action,
  };
}

async function metrics(url) {
  // Gauges follow the database every 15 seconds.
  await pause(16_000);
  const text = await (await fetch(`${url}/metrics`, { headers })).text();
  const value = (name) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    );
  return Object.fromEntries(
    [
      'reco_prequential_rmse{alias="champion"}',
      'reco_promised_rmse{alias="champion"}',
      'reco_drift_share_ratio',
      'reco_harm_excess_ratio',
    ].map((name) => [name, digits(value(name))]),
  );
}

async function keepPages(url, reports) {
  const folder = await mkdtemp(join(tmpdir(), 'marquee-drift-'));
  for (const [name, { id }] of Object.entries(reports)) {
    const page = await (
      await fetch(`${url}/api/v1/drift-reports/${id}`, { headers: { ...headers, accept: 'text/html' } })
    ).text();
    await writeFile(join(folder, `${name}.html`), page);
    say(`   ${join(folder, `${name}.html`)}: ${Math.round(page.length / 1024)} kB`);
  }
}

async function ended(url, id) {
  return until('a job to end', async () => {
    const job = await get(url, `/api/v1/jobs/${id}`);
    return ['queued', 'running'].includes(job.state) ? null : job;
  });
}

/** Asks once a second until the answer is truthy; half an hour at the most. */
async function until(what, ask) {
  for (let second = 0; second < 1_800; second += 1) {
    const answer = await ask();
    if (answer) return answer;
    await pause(1_000);
  }
  throw new ScriptError(`Waited half an hour for ${what}.`);
}

function get(url, path) {
  return send(url, 'GET', path);
}

async function send(url, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function digits(value) {
  return Number.isFinite(value) ? Number(value.toFixed(3)) : '–';
}

/** An instance of its own on a free port, in a folder that goes with it. */
async function startOwn() {
  await prepare();
  const dataDir = await mkdtemp(join(tmpdir(), 'marquee-demo-'));
  // PostgreSQL runs as another user where this runs as root.
  await chmod(dataDir, 0o711);
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'apps', 'api', 'dist', 'main.js')], {
    cwd: join(root, 'apps', 'api'),
    env: {
      TRAINING_BUDGET_SECONDS: '40',
      ...process.env,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise((resolve) => child.on('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  say(`An instance of its own at ${url}: it imports the small data set and trains first.`);
  await until('the instance', () => get(url, '/health').catch(() => null));
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await gone;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
