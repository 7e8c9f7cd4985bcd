import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateRanking, Ratings, trainBpr, trainImplicitAls } from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// Implicit ALS and BPR over 20 million made-up ratings, all taken for positives, beside the library implicit; then how well
// they rank on the fixed split of MovieLens 1M, and how long folding in takes. BENCH_SCALE=0.1 takes a tenth of users and
// ratings, BENCH_FACTORS=64,128 other sizes. IMPLICIT_PYTHON names a Python that has implicit, to time it in the same run.

const scale = Number(process.env.BENCH_SCALE ?? 1);
const factorCounts = (process.env.BENCH_FACTORS ?? '64').split(',').map(Number);
const python = process.env.IMPLICIT_PYTHON;
const threadCounts = [1, 2];
const goals = { als: 2.5, bpr: 3 };
const published = { als: { 1: { 64: 8.0, 128: 11.5 }, 2: { 64: 3.9 } }, bpr: { 1: { 64: 13.8 } } };

const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Seconds of the best epoch but the first, which holds the preparation: by the clock, and of a thread's processor time. */
function bestEpoch(train, ratings, hyperparameters, threads) {
  const walls = [];
  const cpus = [];
  let [wall, cpu] = [performance.now(), cpuSeconds()];
  const onEpoch = () => {
    walls.push((performance.now() - wall) / 1000);
    cpus.push((cpuSeconds() - cpu) / threads);
    [wall, cpu] = [performance.now(), cpuSeconds()];
  };
  train(ratings, { ...hyperparameters, threads, epochs: 4 }, { seed: 1, onEpoch });
  return [walls, cpus].map((times) => Math.min(...times.slice(1)));
}

function timePeer(folder, ratings, factorCount, threads) {
  if (!python) return {};
  const sizes = [ratings.users.size, ratings.items.size, factorCount, threads].map(String);
  const { status, stdout, stderr } = spawnSync(
    python,
    [join(import.meta.dirname, 'implicit-peer.py'), folder, ...sizes],
    { encoding: 'utf8', env: { ...process.env, OPENBLAS_NUM_THREADS: '1' } },
  );
  if (status !== 0) console.log(`implicit could not be timed: ${stderr}`);
  const results =
    status === 0
      ? stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
  return Object.fromEntries(results.map((result) => [result.model, result]));
}

function compareSpeed() {
  const size = {
    ...ml20m,
    userCount: Math.round(ml20m.userCount * scale),
    ratingCount: Math.round(ml20m.ratingCount * scale),
  };
  const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
  console.log(`${ratings.length} positives of ${ratings.items.size} items by ${ratings.users.size} users.\n`);
  if (!python) console.log('IMPLICIT_PYTHON names no Python: implicit is not timed in this run.\n');
  const folder = mkdtempSync(join(tmpdir(), 'marquee-implicit-'));
  try {
    if (python) {
      writeFileSync(join(folder, 'users.i32'), ratings.userIndices);
      writeFileSync(join(folder, 'items.i32'), ratings.itemIndices);
    }
    console.log(
      '| model | factors | threads | s an epoch, CPU of a thread | wall | goal, wall, 2 threads | implicit in this run, CPU of a thread | wall | ratio of CPU | implicit, published, all 20M | load |\n|---|---|---|---|---|---|---|---|---|---|---|',
    );
    for (const factorCount of factorCounts) {
      for (const threads of threadCounts) {
        const peers = timePeer(folder, ratings, factorCount, threads);
        for (const [model, train] of [
          ['als', trainImplicitAls],
          ['bpr', trainBpr],
        ]) {
          const [wall, cpu] = bestEpoch(train, ratings, { factorCount, positiveFrom: 0.5 }, threads);
          const peer = peers[model];
          const cells = [
            model === 'als' ? 'implicit ALS, CG 3 steps' : 'BPR',
            factorCount,
            threads,
            cpu.toFixed(2),
            wall.toFixed(2),
            threads === 2 && factorCount === 64 ? goals[model] : '',
            peer ? peer.cpu.toFixed(2) : '',
            peer ? peer.wall.toFixed(2) : '',
            peer ? (peer.cpu / cpu).toFixed(2) : '',
            published[model][threads]?.[factorCount] ?? '',
            loadNow(),
          ];
          console.log(`| ${cells.join(' | ')} |`);
        }
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function historyOf(ratings, userId) {
  const user = ratings.users.indexOf(userId);
  if (user < 0) return [];
  const { offsets, others, values } = ratings.byUser;
  return Array.from({ length: offsets[user + 1] - offsets[user] }, (_, n) => ({
    itemId: ratings.items.idAt(others[offsets[user] + n]),
    rating: values[offsets[user] + n],
  }));
}

function compareRanking() {
  const folder = join(import.meta.dirname, '../../shared/data/evaluation/ml-1m');
  if (!existsSync(join(folder, 'train.csv'))) return console.log(`\n${folder} is not there: no rankings.`);
  const [trainSet, testSet] = ['train', 'test'].map((part) => {
    const rows = readFileSync(join(folder, `${part}.csv`), 'utf8')
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((row) => row.split(','));
    const column = (n) => rows.map((row) => Number(row[n]));
    return Ratings.from({ users: column(0), items: column(1), values: column(2) }, { min: 1, max: 5 });
  });
  console.log(
    '\n| MovieLens 1M, fixed split, defaults | seed | NDCG@10 | Recall@20 | NDCG@10, all folded in | Recall@20 | s to train, CPU | µs to fold 200 in, median |\n|---|---|---|---|---|---|---|---|',
  );
  const out = new Float32Array(trainSet.items.size);
  const evaluate = (scorerOf) => {
    const scoreAll = (userId) => scorerOf(userId).predictAll(out);
    const at = (k) => evaluateRanking(scoreAll, trainSet, testSet, { k, relevantFrom: 4 });
    return [at(10).ndcg.toFixed(4), at(20).recall.toFixed(4)];
  };
  const long = Array.from(trainSet.items.ids.slice(0, 200), (itemId) => ({ itemId, rating: 5 }));
  for (const train of [trainImplicitAls, trainBpr]) {
    for (const seed of [1, 2, 3]) {
      const began = cpuSeconds();
      const model = train(trainSet, {}, { seed });
      const cpu = cpuSeconds() - began;
      const times = Array.from({ length: 101 }, () => {
        const start = performance.now();
        model.foldIn(long);
        return (performance.now() - start) * 1000;
      }).sort((a, b) => a - b);
      const trained = evaluate((userId) => model.forUser(userId));
      const folded = seed === 1 ? evaluate((userId) => model.foldIn(historyOf(trainSet, userId))) : ['', ''];
      console.log(
        `| ${[model.kind, seed, ...trained, ...folded, cpu.toFixed(1), times[50].toFixed(0)].join(' | ')} |`,
      );
    }
  }
}

compareSpeed();
compareRanking();
