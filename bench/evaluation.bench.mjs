import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareAll, evaluate, evaluateModel, Ratings, splitRandom, trainModel } from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// The evaluation of some models on the data set that ships, with cohorts and significance, and how long it takes to evaluate
// as many people as MovieLens 20M has. BENCH_SCALE=0.1 takes a tenth of those made-up ratings, BENCH_EVALUATION=small leaves
// them out.

const scale = Number(process.env.BENCH_SCALE ?? 1);
const parts = (process.env.BENCH_EVALUATION ?? 'small,20m').split(',');
const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const show = (value, digits = 4) => (value === null || value === undefined ? '–' : value.toFixed(digits));
const table = (heads, rows) =>
  console.log(
    [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n') + '\n',
  );

if (parts.includes('small')) compareOnSmall();
if (parts.includes('20m')) timeAt20m();

function readSmall() {
  const folder = join(import.meta.dirname, '../data/movielens-small');
  const lines = (name) => readFileSync(join(folder, name), 'utf8').split(/\r?\n/).slice(1).filter(Boolean);
  const rows = lines('ratings.csv').map((line) => line.split(',').map(Number));
  const column = (at) => rows.map((row) => row[at]);
  const genres = new Map(
    lines('movies.csv').map((line) => {
      const list = line.slice(line.lastIndexOf(',') + 1);
      return [Number(line.slice(0, line.indexOf(','))), list.startsWith('(') ? [] : list.split('|')];
    }),
  );
  const columns = { users: column(0), items: column(1), values: column(2), times: column(3) };
  return {
    ratings: Ratings.from(columns, { min: 0.5, max: 5 }),
    content: { genresOf: (itemId) => genres.get(itemId) ?? [] },
  };
}

function compareOnSmall() {
  const { ratings, content } = readSmall();
  const { trainSet, validationSet } = splitRandom(ratings, { validationShare: 0.2, seed: 1 });
  const kinds = ['ease', 'implicit-als', 'bayesian-mf', 'matrix-factorisation', 'als', 'svd'];
  const models = kinds.map((kind) => ({ name: kind, model: trainModel(kind, trainSet, {}, { seed: 1 }) }));
  const began = performance.now();
  const { rows, significance } = compareAll(models, trainSet, validationSet, { content, seed: 1 });
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `## MovieLens latest-small (2016): ${trainSet.length} ratings to learn from, ${validationSet.length} held out at random, seed 1\n`,
  );
  console.log(
    `Lists over all ${trainSet.items.size} films, relevant from 4 stars; ${seconds.toFixed(1)} s in all.\n`,
  );
  table(
    [
      'model',
      'RMSE',
      'MAE',
      'NDCG@10',
      'Recall@10',
      'Recall@20',
      'Precision@10',
      'MAP@10',
      'MRR@10',
      'Hit rate@10',
    ],
    rows.map(({ name, evaluation: { ratings: errors, lists } }) => [
      name,
      ...[errors?.rmse, errors?.mae, lists[0].ndcg, lists[0].recall, lists[1].recall].map((one) => show(one)),
      ...[lists[0].precision, lists[0].map, lists[0].mrr, lists[0].hitRate].map((one) => show(one)),
    ]),
  );
  table(
    [
      'lists of 10',
      'coverage',
      'diversity',
      'novelty, bits',
      'serendipity',
      'people who rated',
      'head',
      'Gini',
      'personalisation',
    ],
    rows.map(({ name, evaluation: { beyondAccuracy: one } }) => [
      name,
      ...[one.coverage, one.diversity].map((value) => show(value, 3)),
      show(one.novelty, 2),
      show(one.serendipity),
      show(one.averagePopularity, 1),
      ...[one.headShare, one.gini, one.personalization].map((value) => show(value, 3)),
    ]),
  );
  const cohorts = ['cold', 'medium', 'heavy', 'head', 'tail'];
  const cohort = (evaluation, name) => evaluation.users[name] ?? evaluation.items[name];
  table(
    ['RMSE / NDCG@10 / Recall@10', ...cohorts],
    rows.map(({ name, evaluation }) => [
      name,
      ...cohorts.map((one) => {
        const { ratings: errors, ndcg, recall } = cohort(evaluation, one);
        return [errors?.rmse, ndcg, recall].map((value) => show(value, 3)).join(' / ');
      }),
    ]),
  );
  for (const { metric, best, others } of significance) {
    console.log(`${metric} of each person: ${best} less …\n`);
    table(
      ['model', 'mean difference', '95 % interval (BCa)', 'Wilcoxon p', 'p by Holm', 'people'],
      others.map(({ name, comparison, adjustedPValue }) => [
        name,
        show(comparison.difference.mean),
        `${show(comparison.difference.low)} … ${show(comparison.difference.high)}`,
        comparison.wilcoxon.pValue.toExponential(1),
        adjustedPValue.toExponential(1),
        comparison.users,
      ]),
    );
  }
  const calibrated = rows.filter(({ evaluation }) => evaluation.calibration);
  table(
    ['intervals', '50 %', '80 %', '90 %', '95 %', 'mean z²'],
    calibrated.map(({ name, evaluation: { calibration } }) => [
      name,
      ...calibration.intervals.map(({ observed }) => `${(100 * observed).toFixed(1)} %`),
      show(calibration.meanSquaredZ, 3),
    ]),
  );
}

function timeAt20m() {
  const size = {
    ...ml20m,
    userCount: Math.round(ml20m.userCount * scale),
    ratingCount: Math.round(ml20m.ratingCount * scale),
  };
  const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
  const { trainSet, validationSet } = splitRandom(ratings, { validationShare: 0.1, seed: 1 });
  console.log(
    `## ${trainSet.length} made-up ratings of ${trainSet.items.size} films by ${trainSet.users.size} people, ${validationSet.length} held out\n`,
  );
  const model = trainModel('matrix-factorisation', trainSet, { factorCount: 64, epochs: 5 }, { seed: 1 });
  const time = (work) => {
    const [wall, cpu] = [performance.now(), cpuSeconds()];
    const people = work();
    return [
      people,
      ((performance.now() - wall) / 1000).toFixed(1),
      (cpuSeconds() - cpu).toFixed(1),
      loadNow(),
    ];
  };
  const everybody = { maxUsers: Infinity };
  table(
    ['work, 64 factors', 'people', 's by the clock', 's of processor time, two threads', 'load'],
    [
      [
        'RMSE and lists of 10',
        ...time(() => evaluateModel(model, trainSet, validationSet, everybody).evaluatedUsers),
      ],
      [
        'all of `evaluate`, lists of 10, 20, 100',
        ...time(() => evaluate(model, trainSet, validationSet).evaluatedUsers),
      ],
      [
        'RMSE and lists of 10, 2,000 people',
        ...time(() => evaluateModel(model, trainSet, validationSet).evaluatedUsers),
      ],
    ],
  );
}
