import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mae, modelKinds, Ratings, rmse, seededRandom, trainModel } from '@marquee/recommender';

// RMSE and MAE of every model that predicts ratings, on the fixed splits of MovieLens 1M and 100K, beside what the peers reach on
// the same splits. The splits are looked for in BENCH_EVALUATION, or beside the project. BENCH_SEEDS=1,2,3 takes several
// seeds, BENCH_KINDS=svd,blend some kinds only, BENCH_DATA=ml-1m one data set, BENCH_90=1 adds a 90/10 split of MovieLens 1M.

const evaluation = process.env.BENCH_EVALUATION ?? join(import.meta.dirname, '../../shared/data/evaluation');
const seeds = (process.env.BENCH_SEEDS ?? '1').split(',').map(Number);
const wanted = process.env.BENCH_KINDS?.split(',');
const dataSets = (process.env.BENCH_DATA ?? 'ml-100k,ml-1m').split(',');

/** Surprise's results by its defaults, LIBMF's by the best of a small grid: RMSE by data set and kind. */
const peers = {
  'ml-100k': {
    normal: '1.518–1.525',
    baseline: '0.9442',
    'knn-basic': '0.9802',
    'knn-with-means': '0.9500',
    'knn-baseline': '0.9290',
    'slope-one': '0.9423',
    nmf: '0.957–0.965',
    svd: '0.9333–0.9346',
    'svd-plus-plus': '0.9178–0.9201',
    'matrix-factorisation': '0.9113 (LIBMF)',
  },
  'ml-1m': {
    normal: '1.501–1.503',
    baseline: '0.9091',
    'knn-basic': '0.9231',
    'knn-with-means': '0.9293',
    'knn-baseline': '0.8952',
    'slope-one': '0.9070',
    nmf: '0.917',
    svd: '0.8732–0.8739',
    'svd-plus-plus': '0.8619',
    'matrix-factorisation': '0.8443 (LIBMF)',
  },
};
/** What was to be reached on MovieLens 1M, by kind. */
const goals = {
  'ml-1m': { 'matrix-factorisation': 0.844, 'svd-plus-plus': 0.841, 'bayesian-mf': 0.834, blend: 0.83 },
  'ml-100k': { 'bayesian-svd-plus-plus': 0.905 },
};
/** Settings beside the defaults. */
const more = [
  ['bayesian-mf', { factorCount: 62, burnIn: 40, sampleCount: 32, thinning: 5 }, 'thorough'],
  ['bayesian-svd-plus-plus', { sampleCount: 48, thinning: 3 }, 'more samples'],
];

function readRows(file) {
  const lines = readFileSync(file, 'latin1').trim().split(/\r?\n/).slice(1);
  return lines.map((line) => line.split(',').map(Number));
}

const toRatings = (rows) =>
  Ratings.from(
    { users: rows.map((r) => r[0]), items: rows.map((r) => r[1]), values: rows.map((r) => r[2]) },
    { min: 1, max: 5 },
  );

/** A random tenth of all rows held out, for comparison with papers that split so. */
function splitNinetyTen(rows) {
  const random = seededRandom(2026);
  const draws = rows.map(() => random.uniform());
  return [rows.filter((_, n) => draws[n] >= 0.1), rows.filter((_, n) => draws[n] < 0.1)];
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

function compare(name, trainRows, testRows) {
  const trainSet = toRatings(trainRows);
  const actual = testRows.map((row) => row[2]);
  console.log(`\n## ${name}: ${trainSet.length} ratings to learn from, ${testRows.length} held out\n`);
  console.log('| model | RMSE | MAE | peer, same split | goal | s to train | s to predict |');
  console.log('|---|---|---|---|---|---|---|');
  const kinds = modelKinds.filter(({ output }) => output === 'rating').map(({ kind }) => [kind, {}, '']);
  for (const [kind, settings, note] of [...kinds, ...more]) {
    if (wanted && !wanted.includes(kind)) continue;
    const results = seeds.map((seed) => {
      const began = performance.now();
      const model = trainModel(kind, trainSet, settings, { seed });
      const trained = performance.now();
      const predicted = testRows.map(([user, item]) => model.predict(user, item));
      const done = performance.now();
      return {
        rmse: rmse(predicted, actual),
        mae: mae(predicted, actual),
        train: (trained - began) / 1000,
        predict: (done - trained) / 1000,
      };
    });
    const list = (metric) => results.map((one) => one[metric].toFixed(4)).join(', ');
    const time = (metric) => median(results.map((one) => one[metric])).toFixed(1);
    const goal = note === '' ? (goals[name]?.[kind] ?? '') : '';
    console.log(
      `| ${kind}${note && `, ${note}`} | ${list('rmse')} | ${list('mae')} | ${peers[name]?.[kind] ?? ''} | ${goal} | ${time('train')} | ${time('predict')} |`,
    );
  }
}

console.log(`Seeds ${seeds.join(', ')}; load ${readFileSync('/proc/loadavg', 'latin1').split(' ')[0]}.`);
for (const name of dataSets) {
  const [train, test] = ['train', 'test'].map((part) => join(evaluation, name, `${part}.csv`));
  if (!existsSync(train) || !existsSync(test)) console.log(`${train} is not there: ${name} is left out.`);
  else compare(name, readRows(train), readRows(test));
}
const whole = ['train', 'test'].map((part) => join(evaluation, 'ml-1m', `${part}.csv`));
if (process.env.BENCH_90 && whole.every(existsSync)) {
  const rows = whole.flatMap(readRows).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  compare('ml-1m, 90/10 by seed', ...splitNinetyTen(rows));
}
