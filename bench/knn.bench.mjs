import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildItemNeighbours, nearestItems, Ratings, trainKnnBasic } from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// All pairs of items of 20 million made-up ratings, the neighbour lists that serving uses, and KNNBasic on MovieLens 1M.
// BENCH_SCALE=0.1 takes a tenth of users and ratings. With SURPRISE_PYTHON=/path/to/python (one that has scikit-surprise)
// Surprise's KNNBasic runs on the same ratings. MovieLens 1M is looked for in BENCH_ML1M, or beside the project.

const scale = Number(process.env.BENCH_SCALE ?? 1);
const ml1m = process.env.BENCH_ML1M ?? join(import.meta.dirname, '../../shared/data/evaluation/ml-1m');
const threads = 2;
const size = {
  ...ml20m,
  userCount: Math.round(ml20m.userCount * scale),
  ratingCount: Math.round(ml20m.ratingCount * scale),
};
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
const peakMiB = () => Math.round(process.resourceUsage().maxRSS / 1024);

function measure(work) {
  const [wall, cpu] = [performance.now(), cpuSeconds()];
  const result = work();
  return { result, wall: (performance.now() - wall) / 1000, cpu: cpuSeconds() - cpu };
}

function pairsOf({ byUser: { offsets } }) {
  let pairs = 0;
  for (let user = 0; user + 1 < offsets.length; user++) {
    const count = offsets[user + 1] - offsets[user];
    pairs += (count * (count - 1)) / 2;
  }
  return pairs;
}

const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
const pairs = pairsOf(ratings);
console.log(
  `${ratings.length} ratings of ${ratings.items.size} items by ${ratings.users.size} users: ${(pairs / 1e9).toFixed(2)} thousand million pairs of ratings. ${peakMiB()} MiB so far.\n`,
);
console.log(
  `| all pairs of items, 100 kept | at least common | threads | s, wall | s, CPU of all threads | M pairs/s, wall | peak MiB | goal | load |\n|---|---|---|---|---|---|---|---|---|`,
);
const cases = [
  ...['msd', 'cosine', 'pearson', 'full-cosine'].map((similarity) => [similarity, 1]),
  ['msd', 5],
];
for (const [similarity, minSupport] of cases) {
  const options = { similarity, minSupport, size: 100, shrinkage: 0, threads };
  const { wall, cpu } = measure(() => nearestItems(ratings, options));
  console.log(
    `| ${similarity} | ${minSupport} | ${threads} | ${wall.toFixed(1)} | ${cpu.toFixed(1)} | ${(pairs / wall / 1e6).toFixed(0)} | ${peakMiB()} | 6 s, 1,536 MiB | ${loadNow()} |`,
  );
}

const genres = Array.from({ length: 20 }, (_, genre) => `genre ${genre}`);
const genresOf = (itemId) => [genres[itemId % 20], genres[(itemId * 7) % 19]];
const neighbours = measure(() => buildItemNeighbours(ratings, { genresOf }));
console.log(
  `\n| neighbour lists that serving uses | s, wall | s, CPU of all threads | goal | load |\n|---|---|---|---|---|\n| 400 ratings a user at most, with genres | ${neighbours.wall.toFixed(1)} | ${neighbours.cpu.toFixed(1)} | 10 s | ${loadNow()} |`,
);

if (existsSync(join(ml1m, 'train.csv'))) knnBasicOnMl1m();
else console.log(`\nMovieLens 1M is not at ${ml1m}: KNNBasic was not measured.`);

function readColumns(file) {
  const lines = readFileSync(join(ml1m, file), 'latin1').trim().split(/\r?\n/).slice(1);
  const rows = lines.map((line) => line.split(',').map(Number));
  return {
    users: rows.map((row) => row[0]),
    items: rows.map((row) => row[1]),
    values: rows.map((row) => row[2]),
  };
}

function knnBasicOnMl1m() {
  const train = Ratings.from(readColumns('train.csv'), { min: 1, max: 5 });
  const test = readColumns('test.csv');
  console.log(
    `\n| KNNBasic, MovieLens 1M | fit, s | ms a prediction | all ${test.users.length} test ratings, s | RMSE | load |\n|---|---|---|---|---|---|`,
  );
  const row = (name, fit, predict, rmse) =>
    console.log(
      `| ${name} | ${fit.toFixed(1)} | ${((predict / test.users.length) * 1000).toFixed(4)} | ${predict.toFixed(1)} | ${rmse.toFixed(5)} | ${loadNow()} |`,
    );
  for (const userBased of [true, false]) {
    const fit = measure(() => trainKnnBasic(train, { userBased }, { seed: 1 }));
    const predict = measure(() => test.users.map((user, n) => fit.result.predict(user, test.items[n])));
    const squares = predict.result.reduce((sum, one, n) => sum + (one - test.values[n]) ** 2, 0);
    row(
      `Marquee, ${userBased ? 'users' : 'items'}, processor time`,
      fit.cpu,
      predict.cpu,
      Math.sqrt(squares / test.users.length),
    );
    const surprise = runSurprise(userBased);
    if (surprise)
      row(`Surprise, ${userBased ? 'users' : 'items'}`, surprise.fit, surprise.predict, surprise.rmse);
  }
  console.log('| Surprise, users, as published for the same split | 24 | 0.44 | 88 | 0.92313 | |');
}

function runSurprise(userBased) {
  const python = process.env.SURPRISE_PYTHON;
  if (!python) return null;
  const folder = mkdtempSync(join(tmpdir(), 'knn-bench-'));
  const script = join(folder, 'knn.py');
  writeFileSync(
    script,
    `import json, sys, time
from surprise import Dataset, KNNBasic, Reader, accuracy
from surprise.model_selection import PredefinedKFold
reader = Reader(line_format='user item rating timestamp', sep=',', skip_lines=1, rating_scale=(1, 5))
data = Dataset.load_from_folds([(sys.argv[1] + '/train.csv', sys.argv[1] + '/test.csv')], reader)
train, test = next(PredefinedKFold().split(data))
model = KNNBasic(sim_options={'name': 'msd', 'user_based': sys.argv[2] == 'true'}, verbose=False)
began = time.process_time(); model.fit(train); fitted = time.process_time()
predictions = model.test(test); done = time.process_time()
print(json.dumps({'fit': fitted - began, 'predict': done - fitted, 'rmse': accuracy.rmse(predictions, verbose=False)}))
`,
  );
  try {
    const { status, stdout, stderr } = spawnSync(python, [script, ml1m, String(userBased)], {
      encoding: 'utf8',
    });
    if (status === 0) return JSON.parse(stdout);
    console.log(`Surprise did not run: ${stderr.trim().split('\n').at(-1)}`);
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
