import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { Ratings, trainMatrixFactorisation } from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// Matrix factorisation by stochastic gradient descent over 20 million made-up ratings, beside LIBMF where
// LIBMF_TRAIN names its program mf-train (built for AVX). BENCH_SCALE=0.1 takes a tenth of users and ratings.

const scale = Number(process.env.BENCH_SCALE ?? 1);
const epochs = Number(process.env.BENCH_EPOCHS ?? 4);
const factorCounts = (process.env.BENCH_FACTORS ?? '32,64,128').split(',').map(Number);
const threadCounts = (process.env.BENCH_THREADS ?? '1,2').split(',').map(Number);
const goals = { 32: 110, 64: 80, 128: 45 };

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const rate = (count, ms) => (ms > 0 ? (count / ms / 1000).toFixed(1) : 'lost in noise');
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];

function measure(ratings, factorCount, threads) {
  const walls = [];
  const cpus = [];
  let wall = performance.now();
  let cpu = cpuMs();
  let trainRmse = NaN;
  trainMatrixFactorisation(
    ratings,
    { factorCount, threads, epochs, learningRate: 0.01, learningRateDecay: 0.95 },
    {
      seed: 1,
      onEpoch: (progress) => {
        walls.push(performance.now() - wall);
        cpus.push((cpuMs() - cpu) / threads);
        [wall, cpu] = [performance.now(), cpuMs()];
        trainRmse = progress.trainRmse;
      },
    },
  );
  // The first epoch holds the preparation.
  return { walls: walls.slice(1), cpus: cpus.slice(1), trainRmse };
}

function row(name, factorCount, threads, count, walls, cpus, note) {
  const goal =
    threads === 2
      ? `${Math.round((count / Math.min(...cpus) / 1000 / goals[factorCount]) * 100)} % of ${goals[factorCount]}`
      : '';
  console.log(
    `| ${name} | ${factorCount} | ${threads} | ${rate(count, Math.min(...walls))} | ${rate(count, median(walls))} | ${rate(count, Math.min(...cpus))} | ${goal} | ${note} |`,
  );
}

async function writeForLibmf(file, { users, items, values }) {
  const stream = createWriteStream(file);
  for (let from = 0; from < users.length; from += 100_000) {
    const lines = [];
    for (let at = from; at < Math.min(users.length, from + 100_000); at++)
      lines.push(`${users[at]} ${items[at]} ${values[at]}\n`);
    if (!stream.write(lines.join(''))) await new Promise((done) => stream.once('drain', done));
  }
  stream.end();
  await finished(stream);
}

/** LIBMF prints no times: an epoch is what longer runs take more than shorter ones. */
function measureLibmf(program, file, factorCount, threads) {
  const run = (iterations) => {
    const began = performance.now();
    const { stderr, status } = spawnSync(
      '/bin/sh',
      [
        '-c',
        `"$0" -k ${factorCount} -t ${iterations} -s ${threads} -l2 0.05 -r 0.05 --quiet "$1" /dev/null; times >&2`,
        program,
        file,
      ],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    const children = /(\d+)m([\d.]+)s\s+(\d+)m([\d.]+)s\s*$/.exec(stderr.trim());
    return { wall: performance.now() - began, cpu: (children[1] * 60 + +children[2]) * 1000 };
  };
  const short = run(1);
  const long = run(1 + epochs);
  return { wall: (long.wall - short.wall) / epochs, cpu: (long.cpu - short.cpu) / epochs / threads };
}

const size = {
  ...ml20m,
  userCount: Math.round(ml20m.userCount * scale),
  ratingCount: Math.round(ml20m.ratingCount * scale),
};
const columns = syntheticColumns(size);
const ratings = Ratings.from(columns, { min: 0.5, max: 5 });
void ratings.byUser;
void ratings.byItem;
console.log(
  `${ratings.length} ratings of ${ratings.items.size} items by ${ratings.users.size} users; load ${loadNow()}.`,
);
console.log('Millions of ratings a second, by the wall clock and by the processor time of a thread.\n');
console.log(
  '| | factors | threads | best, wall | median, wall | best, CPU | share of the goal (CPU) | |\n|---|---|---|---|---|---|---|---|',
);

const program = process.env.LIBMF_TRAIN;
const folder = mkdtempSync(join(tmpdir(), 'marquee-bench-'));
try {
  const file = join(folder, 'ratings.txt');
  if (program) await writeForLibmf(file, columns);
  for (const factorCount of factorCounts) {
    for (const threads of threadCounts) {
      const { walls, cpus, trainRmse } = measure(ratings, factorCount, threads);
      row(
        'Marquee',
        factorCount,
        threads,
        ratings.length,
        walls,
        cpus,
        `RMSE ${trainRmse.toFixed(4)}, load ${loadNow()}`,
      );
      if (!program) continue;
      const peer = measureLibmf(program, file, factorCount, threads);
      const note = `load ${loadNow()}; between runs of ${epochs + 1} epochs and of 1`;
      row('LIBMF', factorCount, threads, ratings.length, [peer.wall], [peer.cpu], note);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
if (!program) console.log('\nLIBMF is not compared: LIBMF_TRAIN names no program.');
