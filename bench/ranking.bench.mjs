import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  affinities,
  buildItemNeighbours,
  catalogCoverage,
  evaluateFoldIn,
  modelKinds,
  Ratings,
  seededRandom,
  splitByHash,
  splitHeldOutUsers,
  trainModel,
} from '@marquee/recommender';

// How well models rank. First on the fixed split of MovieLens 1M: ratings from 4 on are to be found among all films, save
// those of the train set. Then the protocol of the Mult-VAE, EASE and iALS papers: users held out whole, 80 % of their likes
// folded in; on MovieLens 1M, and on MovieLens 20M if MOVIELENS_20M names its folder.
// BENCH_KINDS=ease,popularity takes some kinds only. BENCH_TUNE=1 prints the grids that the settings were chosen by, on a
// part of the train set.

const root = join(import.meta.dirname, '..');
const evaluation = join(root, '../shared/data/evaluation/ml-1m');
const wanted = process.env.BENCH_KINDS?.split(',');
const POSITIVE = 4;
/** Order by predicted ratings, for comparison. */
const ratingKinds = ['matrix-factorisation', 'bayesian-mf'];

/** Chosen by BENCH_TUNE=1 on a tenth of the train set of MovieLens 1M; a kind that is not here takes its defaults. */
const settings = {};
const grids = {
  popularity: [
    {},
    { positiveFrom: 1 },
    { measure: 'bayesian-average' },
    { measure: 'bayesian-average', priorRatings: 500 },
  ],
  ease: [
    ...[50, 100, 200, 300, 400, 600, 1000].map((regularisation) => ({
      regularisation,
      neighboursPerItem: 0,
    })),
    ...[25, 50, 100, 200, 400, 800].map((neighboursPerItem) => ({ neighboursPerItem })),
    { positiveFrom: 3 },
    { positiveFrom: 1 },
  ],
};
/** Recall@20, Recall@50, NDCG@100 on ml-20m as the papers have them (Vančura & Kordík 2021, table III): other draws of users. */
const published = {
  'Mult-VAE (Liang 2018)': [0.395, 0.537, 0.426],
  'EASE (Steck 2019)': [0.391, 0.521, 0.42],
  'RecVAE (2020)': [0.414, 0.553, 0.442],
  'VASP (2021)': [0.414, 0.552, 0.448],
};

function readColumns(file) {
  const rows = readFileSync(file, 'utf8').trim().split(/\r?\n/).slice(1);
  const cells = rows.map((row) => row.split(',').map(Number));
  const column = (n) => cells.map((row) => row[n]);
  return { users: column(0), items: column(1), values: column(2) };
}

/** Draws lists, the floor that every model has to beat. */
function randomModel(trainSet) {
  const random = seededRandom(1);
  const { items } = trainSet;
  const recommend = (count, { exclude }) => {
    const drawn = new Set();
    while (drawn.size < Math.min(count, items.size - exclude.size)) {
      const itemId = items.idAt(random.integer(items.size));
      if (!exclude.has(itemId)) drawn.add(itemId);
    }
    return [...drawn].map((itemId) => ({ itemId, score: 0 }));
  };
  return { foldIn: () => ({ recommend }) };
}

/** Lists for users: `listFor(userId, exclude, count)` gives item ids. */
function* rankers(trainSet, kinds, settingsOf) {
  yield [
    'random',
    '',
    () => {
      const nobody = randomModel(trainSet).foldIn();
      return (_, exclude, count) => nobody.recommend(count, { exclude }).map(({ itemId }) => itemId);
    },
  ];
  for (const kind of kinds) {
    for (const given of settingsOf(kind)) {
      yield [
        kind,
        describe(given),
        () => {
          const model = trainModel(kind, trainSet, given, { seed: 1 });
          return (userId, exclude, count) =>
            model
              .forUser(userId)
              .recommend(count, { exclude })
              .map(({ itemId }) => itemId);
        },
      ];
    }
  }
  yield ['neighbours by affinity', 'without genres', () => affinityLists(trainSet)];
}

/** What the API serves where no model of preferences is champion. */
function affinityLists(trainSet) {
  const neighbours = buildItemNeighbours(trainSet);
  const { byUser, users, items } = trainSet;
  return (userId, exclude, count) => {
    const user = users.indexOf(userId);
    const history = [];
    for (let at = byUser.offsets[user]; at < byUser.offsets[user + 1]; at++) {
      history.push({ itemId: items.idAt(byUser.others[at]), rating: byUser.values[at] });
    }
    const { scores } = affinities(history, neighbours);
    const itemIds = [...neighbours.items.ids];
    const offered = [...itemIds.keys()].filter((item) => !exclude.has(itemIds[item]));
    offered.sort((a, b) => scores[b] - scores[a] || a - b);
    return offered.slice(0, count).map((item) => itemIds[item]);
  };
}

const describe = (given) =>
  Object.entries(given)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** Mean NDCG@10 and Recall@20 over the users who have something to be found, and how much of the catalogue is in their tens. */
function rank(listFor, trainSet, testSet) {
  const relevantOf = new Map();
  for (let row = 0; row < testSet.length; row++) {
    if (testSet.values[row] < POSITIVE) continue;
    const userId = testSet.users.idAt(testSet.userIndices[row]);
    if (!relevantOf.has(userId)) relevantOf.set(userId, new Set());
    relevantOf.get(userId).add(testSet.items.idAt(testSet.itemIndices[row]));
  }
  const lists = [];
  let [ndcg, recall] = [0, 0];
  for (const [userId, relevant] of relevantOf) {
    const user = trainSet.users.indexOf(userId);
    const { offsets, others } = trainSet.byUser;
    const rated = user < 0 ? [] : [...others.subarray(offsets[user], offsets[user + 1])];
    const list = listFor(userId, new Set(rated.map((item) => trainSet.items.idAt(item))), 20);
    let [gain, ideal] = [0, 0];
    for (let place = 0; place < 10; place++) {
      if (relevant.has(list[place])) gain += 1 / Math.log2(place + 2);
      if (place < relevant.size) ideal += 1 / Math.log2(place + 2);
    }
    ndcg += gain / ideal;
    recall += list.filter((itemId) => relevant.has(itemId)).length / relevant.size;
    lists.push(list.slice(0, 10));
  }
  const coverage = catalogCoverage(lists, new Set(trainSet.items.ids));
  return { ndcg: ndcg / relevantOf.size, recall: recall / relevantOf.size, coverage, users: relevantOf.size };
}

function timed(work) {
  const began = performance.now();
  const { user, system } = process.cpuUsage();
  const result = work();
  const cpu = process.cpuUsage({ user, system });
  return [
    result,
    ((performance.now() - began) / 1000).toFixed(1),
    ((cpu.user + cpu.system) / 1e6).toFixed(1),
  ];
}

function table(name, trainSet, testSet, kinds, settingsOf) {
  console.log(`\n## ${name}\n`);
  console.log(
    '| model | settings | NDCG@10 | Recall@20 | coverage of tens | training, s | CPU, s | ranking, s |',
  );
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const [kind, label, train] of rankers(trainSet, kinds, settingsOf)) {
    const [listFor, seconds, cpu] = timed(train);
    const [metrics, rankingSeconds] = timed(() => rank(listFor, trainSet, testSet));
    const figures = [metrics.ndcg, metrics.recall, metrics.coverage].map((figure) => figure.toFixed(4));
    console.log(
      `| ${kind} | ${label || 'defaults'} | ${figures.join(' | ')} | ${seconds} | ${cpu} | ${rankingSeconds} |`,
    );
  }
}

/** The protocol of the papers. */
function heldOutTable(name, ratings, heldOutUsers, kinds, { settings: own = settings, rows = {} } = {}) {
  const { trainSet, testUsers } = splitHeldOutUsers(ratings, { heldOutUsers, seed: 1 });
  console.log(
    `\n## ${name}: ${testUsers.length} users held out, ${trainSet.users.size} to learn from, ${trainSet.items.size} films\n`,
  );
  console.log(
    '| model | settings | Recall@20, truncated | Recall@50, truncated | NDCG@100 | ± of NDCG | training, s | folding in and ranking, ms a user |',
  );
  console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  const models = kinds.map((kind) => {
    const given = own[kind] ?? {};
    return [kind, describe(given), () => trainModel(kind, trainSet, given, { seed: 1 })];
  });
  for (const [kind, label, train] of [['random', '', () => randomModel(trainSet)], ...models]) {
    const [model, seconds] = timed(train);
    const [metrics, ranking] = timed(() => evaluateFoldIn(model, testUsers));
    const ndcg = metrics.ndcg.get(100);
    const figures = [
      metrics.truncatedRecall.get(20).mean,
      metrics.truncatedRecall.get(50).mean,
      ndcg.mean,
      ndcg.standardError,
    ];
    console.log(
      `| ${kind} | ${label || 'defaults'} | ${figures.map((figure) => figure.toFixed(4)).join(' | ')} | ${seconds} | ${((1000 * ranking) / testUsers.length).toFixed(1)} |`,
    );
  }
  for (const [model, figures] of Object.entries(rows)) {
    console.log(`| ${model}, published | | ${figures.join(' | ')} | | | |`);
  }
}

/** ratings.csv of MovieLens 20M, line by line: all of it at once is longer than a string may be. */
async function readMovielens20m(folder) {
  const room = 21_000_000;
  const columns = {
    users: new Int32Array(room),
    items: new Int32Array(room),
    values: new Float32Array(room),
  };
  let row = -1;
  for await (const line of createInterface({ input: createReadStream(join(folder, 'ratings.csv')) })) {
    if (row >= 0) {
      const [user, item, rating] = line.split(',');
      columns.users[row] = Number(user);
      columns.items[row] = Number(item);
      columns.values[row] = Number(rating);
    }
    row++;
  }
  const filled = Object.entries(columns).map(([name, column]) => [name, column.subarray(0, row)]);
  return Ratings.from(Object.fromEntries(filled), { min: 0.5, max: 5 });
}

const preferences = modelKinds.filter(({ output }) => output === 'preference').map(({ kind }) => kind);
const chosen = (kinds) => kinds.filter((kind) => !wanted || wanted.includes(kind));

if (!existsSync(join(evaluation, 'train.csv'))) console.log(`${evaluation} is not there: left out.`);
else {
  const columns = ['train', 'test'].map((part) => readColumns(join(evaluation, `${part}.csv`)));
  const [trainSet, testSet] = columns.map((one) => Ratings.from(one, { min: 1, max: 5 }));
  if (process.env.BENCH_TUNE) {
    const split = splitByHash(trainSet, { validationShare: 0.125, seed: 5 });
    const kinds = chosen(Object.keys(grids));
    table(
      'Settings, on a part of the train set',
      split.trainSet,
      split.validationSet,
      kinds,
      (kind) => grids[kind],
    );
  } else {
    const kinds = chosen([...preferences, ...ratingKinds]);
    table('MovieLens 1M, fixed split', trainSet, testSet, kinds, (kind) => [settings[kind] ?? {}]);
    const names = Object.keys(columns[0]);
    const both = Object.fromEntries(names.map((name) => [name, [...columns[0][name], ...columns[1][name]]]));
    heldOutTable('MovieLens 1M', Ratings.from(both, { min: 1, max: 5 }), 600, chosen(preferences));
  }
}
const folder = process.env.MOVIELENS_20M;
if (!folder) console.log('\nMOVIELENS_20M does not name a folder: MovieLens 20M is left out.');
else {
  const ratings = await readMovielens20m(folder);
  const heldOutUsers = Math.min(10_000, Math.floor(ratings.users.size / 8));
  // All films, as in the papers, and more weights of each for their longer lists.
  const own = { ...settings, ease: { maxItems: 30_000, neighboursPerItem: 1000 } };
  heldOutTable('MovieLens 20M', ratings, heldOutUsers, chosen(preferences), {
    settings: own,
    rows: published,
  });
}
