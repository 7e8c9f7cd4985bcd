import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelKinds, Ratings, rmse, splitByHash, trainModel } from '@marquee/recommender';

// Folding in, for every kind of model that predicts ratings: the time that a history takes until all items are scored, and
// how the error of people who are folded in compares with that of the full training. BENCH_KINDS=als,bayesian-mf takes
// these only. MovieLens 1M's fixed split is read where it is given, else the data set that ships.

const kinds = process.env.BENCH_KINDS?.split(',') ?? modelKinds.map(({ kind }) => kind);
const lengths = [20, 200, 1000];
const goalMs = 2;
/** What takes too long, or too much memory, at its defaults on data of this size. */
const maxBytes = 2 ** 30;
const root = join(import.meta.dirname, '..');
const evaluation = join(root, '../shared/data/evaluation/ml-1m');

function read(file, scale) {
  const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1);
  const cells = rows.map((row) => row.split(',').map(Number));
  const column = (n) => cells.map((row) => row[n]);
  return Ratings.from({ users: column(0), items: column(1), values: column(2) }, scale);
}

function data() {
  if (existsSync(join(evaluation, 'train.csv'))) {
    const [trainSet, testSet] = ['train', 'test'].map((part) =>
      read(join(evaluation, `${part}.csv`), { min: 1, max: 5 }),
    );
    return { name: 'MovieLens 1M, fixed split', trainSet, testSet };
  }
  const all = read(join(root, 'data/movielens-small/ratings.csv'), { min: 0.5, max: 5 });
  const { trainSet, validationSet } = splitByHash(all, { validationShare: 0.1, seed: 1 });
  return { name: 'MovieLens latest-small, 10 % by hash', trainSet, testSet: validationSet };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** The median of processor time, ms a call: several calls at a time, since the clock of processor time is coarse. */
function timeOf(work) {
  for (let n = 0; n < 20; n++) work();
  const times = [];
  for (let round = 0; round < 7; round++) {
    const began = cpuMs();
    for (let n = 0; n < 5; n++) work();
    times.push((cpuMs() - began) / 5);
  }
  return median(times);
}

function historyOf(trainSet, userId) {
  const { offsets, others, values } = trainSet.byUser;
  const user = trainSet.users.indexOf(userId);
  return Array.from({ length: offsets[user + 1] - offsets[user] }, (_, n) => ({
    itemId: trainSet.items.idAt(others[offsets[user] + n]),
    rating: values[offsets[user] + n],
  }));
}

/** RMSE of a tenth of the people, as trained and folded in. */
function gap(model, trainSet, testSet) {
  const [trained, folded, actual] = [[], [], []];
  const scorers = new Map();
  for (let row = 0; row < testSet.length; row++) {
    const userId = testSet.users.idAt(testSet.userIndices[row]);
    if (userId % 10 !== 0 || !trainSet.users.has(userId)) continue;
    const itemId = testSet.items.idAt(testSet.itemIndices[row]);
    if (!scorers.has(userId)) scorers.set(userId, model.foldIn(historyOf(trainSet, userId)));
    trained.push(model.predict(userId, itemId));
    folded.push(scorers.get(userId).predict(itemId));
    actual.push(testSet.values[row]);
  }
  return [rmse(trained, actual), rmse(folded, actual)];
}

const { name, trainSet, testSet } = data();
console.log(
  `${name}: ${trainSet.length} ratings. Goal: 200 ratings within ${goalMs} ms, without scoring the items.\n`,
);
console.log(
  `| kind | ${lengths.map((n) => `${n} ratings, ms`).join(' | ')} | share of the goal | explaining one film, ms | RMSE trained | folded in | difference |\n| --- |${' ---: |'.repeat(lengths.length + 5)}`,
);
for (const kind of kinds) {
  let model;
  try {
    model = trainModel(kind, trainSet, {}, { seed: 1, maxBytes });
  } catch (error) {
    console.log(`| ${kind} | ${error.name}: left out |`);
    continue;
  }
  const popular = [...trainSet.items.ids];
  const histories = lengths.map((length) =>
    popular.slice(0, length).map((itemId, n) => ({ itemId, rating: 1 + (n % 5) })),
  );
  const times = histories.map((history) => timeOf(() => model.foldIn(history)));
  const scorer = model.foldIn(histories[1]);
  scorer.explain(popular[5]);
  const explaining = timeOf(() => scorer.explain(popular[7]));
  const errors = model.output === 'rating' ? gap(model, trainSet, testSet) : null;
  const cells = [
    ...times.map((time) => time.toFixed(2)),
    `${Math.round((times[1] / goalMs) * 100)} %`,
    explaining.toFixed(2),
    ...(errors ? [...errors, errors[1] - errors[0]].map((one) => one.toFixed(4)) : ['', '', '']),
  ];
  console.log(`| ${kind} | ${cells.join(' | ')} |`);
}
