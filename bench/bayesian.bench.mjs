import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  mae,
  Ratings,
  rmse,
  splitByHash,
  trainBayesianMf,
  trainMatrixFactorisation,
} from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// Bayesian matrix factorisation: errors on held-out ratings beside matrix factorisation, time and memory. The fixed
// splits of MovieLens 100K and 1M are read where they are given; BENCH_SEEDS=1,2,3 takes several seeds. BENCH_20M=1
// times sweeps over 20 million made-up ratings, for which BENCH_SCALE=0.1 takes a tenth of users and ratings.

const seeds = (process.env.BENCH_SEEDS ?? '1').split(',').map(Number);
const root = join(import.meta.dirname, '..');
const evaluation = join(root, '../shared/data/evaluation');
/** Costs some four times the default: for whoever wants the last bit of accuracy. */
const thorough = { factorCount: 46, burnIn: 10, sampleCount: 40, thinning: 3 };
/** RMSE and seconds on two cores. */
const goals = { 'ml-1m, fixed split': 'RMSE 0.8340 within 15 s' };

function readColumns(file) {
  const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1);
  const cells = rows.map((row) => row.split(',').map(Number));
  const column = (n) => cells.map((row) => row[n]);
  return { users: column(0), items: column(1), values: column(2) };
}

function* dataSets() {
  const small = Ratings.from(readColumns(join(root, 'data/movielens-small/ratings.csv')), {
    min: 0.5,
    max: 5,
  });
  const { trainSet, validationSet } = splitByHash(small, { validationShare: 0.1, seed: 1 });
  yield ['movielens-small, 10 % by hash', trainSet, validationSet];
  for (const name of ['ml-100k', 'ml-1m']) {
    const [train, test] = ['train', 'test'].map((part) => join(evaluation, name, `${part}.csv`));
    if (!existsSync(train)) console.log(`${train} is not there: left out.`);
    else
      yield [
        `${name}, fixed split`,
        Ratings.from(readColumns(train), { min: 1, max: 5 }),
        Ratings.from(readColumns(test), { min: 1, max: 5 }),
      ];
  }
}

function measure(name, label, train, trainSet, testSet, settings, seed) {
  const began = performance.now();
  const { user, system } = process.cpuUsage();
  const model = train(trainSet, settings, { seed });
  const seconds = (performance.now() - began) / 1000;
  const cpu = process.cpuUsage({ user, system });
  const predicted = Array.from(testSet.values, (_, row) =>
    model.predict(testSet.users.idAt(testSet.userIndices[row]), testSet.items.idAt(testSet.itemIndices[row])),
  );
  const errors = [rmse(predicted, testSet.values), mae(predicted, testSet.values)].map((one) =>
    one.toFixed(4),
  );
  const cpuSeconds = (cpu.user + cpu.system) / 1e6;
  const megabytes = Math.round(process.memoryUsage().rss / 1e6);
  console.log(
    `| ${name} | ${label} | ${seed} | ${errors.join(' | ')} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${megabytes} | ${label === 'bayesian-mf' ? (goals[name] ?? '') : ''} |`,
  );
}

console.log('| data | model | seed | RMSE | MAE | s | CPU s | process, MB | goal |');
console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
for (const [name, trainSet, testSet] of dataSets()) {
  for (const seed of seeds) {
    measure(name, 'matrix-factorisation', trainMatrixFactorisation, trainSet, testSet, {}, seed);
    measure(name, 'bayesian-mf', trainBayesianMf, trainSet, testSet, {}, seed);
    measure(name, 'bayesian-mf, thorough', trainBayesianMf, trainSet, testSet, thorough, seed);
  }
}

if (process.env.BENCH_20M) {
  const scale = Number(process.env.BENCH_SCALE ?? 1);
  const size = {
    ...ml20m,
    userCount: Math.round(ml20m.userCount * scale),
    ratingCount: Math.round(ml20m.ratingCount * scale),
  };
  const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
  let last = performance.now();
  const sweeps = [];
  trainBayesianMf(
    ratings,
    { burnIn: 3, sampleCount: 1, thinning: 1 },
    {
      seed: 1,
      onEpoch: () => {
        sweeps.push(((performance.now() - last) / 1000).toFixed(2));
        last = performance.now();
      },
    },
  );
  console.log(
    `\n${ratings.length} made-up ratings, 30 factors, seconds a sweep: ${sweeps.join(', ')} (the first with the preparation)`,
  );
}
