import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Ratings,
  rmse,
  splitByHash,
  splitLeaveLastOut,
  surpriseSvdPlusPlus,
  trainNmf,
  trainSvdPlusPlus,
  trainTimeSvdPlusPlus,
} from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// SVD++, NMF and timeSVD++: errors on held-out ratings beside those of Surprise, time, folding in, and an epoch of SVD++
// over 20 million made-up ratings. BENCH_SEEDS=1,2,3 takes several seeds, BENCH_SCALE=0.1 a tenth of the made-up users and
// ratings, BENCH_FACTORS=64 one size only. The fixed splits are read where they are given.

const seeds = (process.env.BENCH_SEEDS ?? '1,2,3').split(',').map(Number);
const scale = Number(process.env.BENCH_SCALE ?? 1);
const factorCounts = (process.env.BENCH_FACTORS ?? '64,128').split(',').map(Number);
const root = join(import.meta.dirname, '..');
const evaluation = join(root, '../shared/data/evaluation');
/** Of Surprise 1.1 on the same splits and a machine of the same kind: RMSE by seed, and seconds of SVDpp with its cache. */
const surprise = {
  'ml-100k': { 'SVD++': '0.9178–0.9201', NMF: '0.957–0.965', seconds: '16–18' },
  'ml-1m': { 'SVD++': '0.8619', NMF: '0.917', seconds: '312' },
};
/** RMSE to reach by the default settings. */
const goals = { 'ml-1m': 0.841, 'ml-100k': 0.905 };

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

function readRatings(file, min) {
  const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1);
  const cells = rows.map((row) => row.split(',').map(Number));
  const [users, items, values, times] = [0, 1, 2, 3].map((n) => cells.map((row) => row[n]));
  return Ratings.from({ users, items, values, times }, { min, max: 5 });
}

function errorOf(testSet, predict) {
  const predicted = Array.from(testSet.values, (_, row) =>
    predict(
      testSet.users.idAt(testSet.userIndices[row]),
      testSet.items.idAt(testSet.itemIndices[row]),
      testSet.times?.[row],
    ),
  );
  return rmse(predicted, testSet.values);
}

/** Trains once a seed; errors by seed, and the median of the processor time. */
function measure(train, trainSet, testSet, settings) {
  const seconds = [];
  const errors = seeds.map((seed) => {
    const began = cpuSeconds();
    const model = train(trainSet, settings, { seed });
    seconds.push(cpuSeconds() - began);
    return errorOf(testSet, (user, item) => model.predict(user, item));
  });
  return { errors: errors.map((error) => error.toFixed(4)).join(', '), seconds: median(seconds).toFixed(2) };
}

console.log('| data | model | RMSE by seed | CPU s | Surprise: RMSE | s | goal |');
console.log('| --- | --- | --- | ---: | --- | ---: | ---: |');
for (const name of ['ml-100k', 'ml-1m']) {
  const [train, test] = ['train', 'test'].map((part) => join(evaluation, name, `${part}.csv`));
  if (!existsSync(train)) {
    console.log(`${train} is not there: left out.`);
    continue;
  }
  const [trainSet, testSet] = [train, test].map((file) => readRatings(file, 1));
  const peer = surprise[name];
  const row = (label, trainer, settings, peerError, peerSeconds, goal) => {
    const { errors, seconds } = measure(trainer, trainSet, testSet, settings);
    console.log(
      `| ${name} | ${label} | ${errors} | ${seconds} | ${peerError} | ${peerSeconds} | ${goal ?? ''} |`,
    );
  };
  row('SVD++, Surprise’s settings', trainSvdPlusPlus, surpriseSvdPlusPlus, peer['SVD++'], peer.seconds);
  row('SVD++, 64 factors (default)', trainSvdPlusPlus, {}, '', '', goals[name]);
  row('SVD++, 128 factors', trainSvdPlusPlus, { factorCount: 128 }, '', '', goals[name]);
  row('NMF (default, Surprise’s settings)', trainNmf, {}, peer.NMF, '');
  row('NMF, biased', trainNmf, { biased: true }, '', '');
}

console.log('\n| data | SVD++ | timeSVD++ at the time of the rating | at the latest time |');
console.log('| --- | ---: | ---: | ---: |');
function compareTimes(name, trainSet, testSet) {
  const [seed] = seeds;
  const plain = trainSvdPlusPlus(trainSet, {}, { seed });
  const timed = trainTimeSvdPlusPlus(trainSet, {}, { seed });
  const errors = [
    (user, item) => plain.predict(user, item),
    (user, item, time) => timed.predictAt(user, item, time),
    (user, item) => timed.predict(user, item),
  ].map((predict) => errorOf(testSet, predict).toFixed(4));
  console.log(`| ${name} | ${errors.join(' | ')} |`);
}
const small = readRatings(join(root, 'data/movielens-small/ratings.csv'), 0.5);
const byHash = splitByHash(small, { validationShare: 0.2, seed: 1 });
compareTimes('movielens-small, 20 % by hash', byHash.trainSet, byHash.validationSet);
const lastOut = splitLeaveLastOut(small, small.times, 5);
compareTimes('movielens-small, the last 5 of each user', lastOut.trainSet, lastOut.validationSet);
if (existsSync(join(evaluation, 'ml-100k/train.csv'))) {
  const [trainSet, testSet] = ['train', 'test'].map((part) =>
    readRatings(join(evaluation, `ml-100k/${part}.csv`), 1),
  );
  compareTimes('ml-100k, fixed split', trainSet, testSet);
}

const size = {
  ...ml20m,
  userCount: Math.round(ml20m.userCount * scale),
  ratingCount: Math.round(ml20m.ratingCount * scale),
};
const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
console.log(
  `\n${ratings.length} made-up ratings of ${ratings.items.size} items by ${ratings.users.size} users.\n`,
);
console.log(
  '| SVD++, factors | best CPU s an epoch of two | M ratings/s | folding in 200 ratings, CPU ms | MB |',
);
console.log('| --- | ---: | ---: | ---: | ---: |');
for (const factorCount of factorCounts) {
  const epochs = [];
  let last = cpuSeconds();
  const onEpoch = () => {
    epochs.push(cpuSeconds() - last);
    last = cpuSeconds();
  };
  const model = trainSvdPlusPlus(ratings, { factorCount, epochs: 3 }, { seed: 1, onEpoch });
  // The first epoch holds the preparation.
  const best = Math.min(...epochs.slice(1));
  const history = Array.from({ length: 200 }, (_, n) => ({
    itemId: ratings.items.idAt(n * 7),
    rating: 1 + (n % 5),
  }));
  const folds = Array.from({ length: 5 }, () => {
    const began = cpuSeconds();
    for (let n = 0; n < 20; n++) model.foldIn(history);
    return ((cpuSeconds() - began) / 20) * 1000;
  });
  console.log(
    `| ${factorCount} | ${best.toFixed(2)} | ${(ratings.length / best / 1e6).toFixed(1)} | ${median(folds).toFixed(2)} | ${Math.round(process.memoryUsage().rss / 1e6)} |`,
  );
}
