// Hyperparameter search and warm starts on the small data set that ships: TPE beside random search by the same trials, and
// the epochs that a warm start saves. Validation ratings only; nothing is judged on a test set.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bestTrial,
  modelKinds,
  RandomSampler,
  Ratings,
  rmse,
  searchSpaceOf,
  splitByHash,
  TpeSampler,
  trainModel,
} from '../libs/recommender/dist/index.js';

const trialCount = Number(process.env.BENCH_TRIALS ?? 25);
const seeds = [1, 2, 3];
const file = join(import.meta.dirname, '../data/movielens-small/ratings.csv');
const rows = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));
const column = (at) => rows.map((row) => row[at]);
const all = Ratings.from({ users: column(0), items: column(1), values: column(2) }, { min: 0.5, max: 5 });
const { trainSet: outer } = splitByHash(all, { validationShare: 0.1, seed: 1 });
const { trainSet, validationSet } = splitByHash(outer, { validationShare: 0.1, seed: 2 });

function lossOf(hyperparameters) {
  const model = trainModel('matrix-factorisation', trainSet, hyperparameters, { seed: 42 });
  const { users, items, userIndices, itemIndices, values } = validationSet;
  const predicted = Float32Array.from(values, (_, row) =>
    model.predict(users.idAt(userIndices[row]), items.idAt(itemIndices[row])),
  );
  return rmse(predicted, values);
}

function search(sampler) {
  const history = [];
  while (history.length < trialCount) {
    const hyperparameters = sampler.suggest(history);
    history.push({ hyperparameters, state: 'complete', loss: lossOf(hyperparameters), curve: [] });
  }
  return history;
}

const space = searchSpaceOf(modelKinds.find(({ kind }) => kind === 'matrix-factorisation').hyperparameters);
console.log(`matrix-factorisation, defaults: validation RMSE ${lossOf({}).toFixed(4)}\n`);
console.log(
  `| seed | random, ${trialCount} trials | TPE, ${trialCount} trials | trials of TPE to random's best |`,
);
console.log('| ---- | ---------- | ---------- | ---------- |');
for (const seed of seeds) {
  const random = bestTrial(search(new RandomSampler(space, { seed }))).loss;
  const tpe = search(new TpeSampler(space, { seed }));
  const reached = tpe.findIndex(({ loss }) => loss <= random);
  console.log(
    `| ${seed} | ${random.toFixed(4)} | ${bestTrial(tpe).loss.toFixed(4)} | ${reached < 0 ? `more than ${trialCount}` : reached + 1} |`,
  );
}

/** Training RMSE by epoch. */
function curve(kind, hyperparameters, warmStart) {
  const rmses = [];
  const onEpoch = ({ trainRmse }) => rmses.push(trainRmse);
  trainModel(kind, outer, hyperparameters, { seed: 2, onEpoch, warmStart });
  return rmses;
}

console.log('\n| kind | epochs | epochs of a warm start to the same training RMSE |');
console.log('| ---- | ------ | ------ |');
for (const [kind, hyperparameters] of [
  ['baseline', { epochs: 10 }],
  ['als', { epochs: 12 }],
  ['matrix-factorisation', { epochs: 30 }],
]) {
  const earlier = trainModel(kind, trainSet, hyperparameters, { seed: 1 });
  const cold = curve(kind, hyperparameters);
  const warm = curve(kind, hyperparameters, earlier);
  const needed = warm.findIndex((value) => value <= cold.at(-1) * 1.001);
  console.log(`| ${kind} | ${cold.length} | ${needed < 0 ? 'not reached' : needed + 1} |`);
}
