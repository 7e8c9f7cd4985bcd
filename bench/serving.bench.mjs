import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildItemNeighbours,
  evaluateRanking,
  GenreVectors,
  IdIndex,
  ItemNeighbours,
  itemPriors,
  priorsOfRatings,
  rankForUser,
  Ratings,
  seededRandom,
  splitByHash,
  trainModel,
} from '@marquee/recommender';

/**
 * `npm run bench -- serving`: what two-stage serving, re-ranking and the knobs do to the quality of lists on
 * data/movielens-small (20 % held out by hash, seed 3), and the processor time of one list over 26,744 made-up items.
 */
const folder = join(import.meta.dirname, '..', 'data', 'movielens-small');
const linesOf = (file) => readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/).slice(1);
const settings = [
  ['everything scored', {}],
  ['100 of each source', { candidatesPerSource: 100 }],
  ['300 of each source', { candidatesPerSource: 300 }],
  ['no re-ranking', { rerank: 'none' }],
  ['DPP, diversity 0.2', { rerank: 'dpp' }],
  ['DPP, diversity 0.5', { rerank: 'dpp', diversity: 0.5 }],
  ['MMR, diversity 0.5', { diversity: 0.5 }],
  ['calibration 0.3', { calibration: 0.3 }],
  ['popularity debias 0.15', { popularityDebias: 0.15 }],
];

function quality() {
  const rows = linesOf('ratings.csv').map((line) => line.split(',').map(Number));
  const genres = new Map(
    linesOf('movies.csv').map((line) => [Number(line.split(',')[0]), line.split(',').pop().split('|')]),
  );
  const genresOf = (id) => (genres.get(id) ?? []).filter((genre) => !genre.startsWith('('));
  const ratings = Ratings.from(
    { users: rows.map(([u]) => u), items: rows.map(([, i]) => i), values: rows.map(([, , r]) => r) },
    { min: 0.5, max: 5 },
  );
  const { trainSet, validationSet } = splitByHash(ratings, { validationShare: 0.2, seed: 3 });
  const neighbours = buildItemNeighbours(trainSet, { genresOf });
  const catalogue = {
    neighbours,
    priors: priorsOfRatings(trainSet, neighbours.items),
    genres: GenreVectors.from(Array.from(neighbours.items.ids, genresOf)),
  };
  const { offsets, others, values } = trainSet.byUser;
  const historyOf = (userId) => {
    const user = trainSet.users.indexOf(userId);
    return Array.from(others.subarray(offsets[user], offsets[user + 1]), (item, at) => ({
      itemId: trainSet.items.idAt(item),
      rating: values[offsets[user] + at],
    }));
  };
  const measure = (model, knobs) => {
    const scoreAll = (userId) => {
      const history = historyOf(userId);
      const scores = new Float32Array(trainSet.items.size).fill(-Infinity);
      rankForUser(catalogue, {
        history,
        scorer: model.forUser(userId),
        output: model.output,
        scorerItems: model.items,
        exclude: new Set(history.map(({ itemId }) => itemId)),
        count: 10,
        ...knobs,
      }).forEach(({ itemId }, place) => (scores[trainSet.items.indexOf(itemId)] = -place));
      return scores;
    };
    return evaluateRanking(scoreAll, trainSet, validationSet, { k: 10, relevantFrom: 4 }).ndcg.toFixed(4);
  };
  const svd = trainModel('svd', trainSet, {}, { seed: 42 });
  const table = settings.map(([name, knobs]) => ({
    champion: 'SVD',
    list: name,
    'NDCG@10': measure(svd, knobs),
  }));
  const ease = trainModel('ease', trainSet, {}, { seed: 42 });
  console.table([...table, { champion: 'EASE', list: 'everything scored', 'NDCG@10': measure(ease, {}) }]);
}

function time() {
  const [itemCount, perItem, factorCount] = [26_744, 100, 64];
  const random = seededRandom(1);
  const items = IdIndex.ofDistinct(Array.from({ length: itemCount }, (_, at) => at + 1));
  const neighbours = new ItemNeighbours(items, { min: 0.5, max: 5 }, perItem, {
    indices: Int32Array.from({ length: itemCount * perItem }, () =>
      Math.floor(itemCount * random.uniform() ** 3),
    ),
    similarities: Float32Array.from({ length: itemCount * perItem }, () => random.uniform()),
  });
  const names = Array.from({ length: 18 }, (_, at) => `genre ${at}`);
  const genres = Array.from({ length: itemCount }, () => [
    ...new Set(Array.from({ length: 1 + random.integer(3) }, () => names[random.integer(18)])),
  ]);
  const catalogue = {
    neighbours,
    priors: itemPriors(
      Array.from({ length: itemCount }, (_, at) => Math.floor(60_000 / (1 + at))),
      Array.from({ length: itemCount }, () => 3.5),
    ),
    genres: GenreVectors.from(genres),
  };
  const factors = Float32Array.from({ length: itemCount * factorCount }, () => random.normal() / 8);
  const all = new Float32Array(itemCount);
  const scorer = {
    predict: () => 3.5,
    predictAll: () => {
      for (let item = 0; item < itemCount; item++) {
        let sum = 3.5;
        for (let at = item * factorCount; at < (item + 1) * factorCount; at++) sum += factors[at] * 0.1;
        all[item] = sum;
      }
      return all;
    },
  };
  const table = [20, 200, 1000].flatMap((ratings) => {
    const history = Array.from({ length: ratings }, () => ({
      itemId: 1 + Math.floor(itemCount * random.uniform() ** 3),
      rating: 0.5 + random.integer(10) / 2,
    }));
    const exclude = new Set(history.map(({ itemId }) => itemId));
    return settings.slice(0, 5).map(([name, knobs]) => {
      const run = () => rankForUser(catalogue, { history, exclude, scorer, count: 10, ...knobs });
      for (let warm = 0; warm < 20; warm++) run();
      const before = process.cpuUsage();
      for (let round = 0; round < 50; round++) run();
      const { user, system } = process.cpuUsage(before);
      return { ratings, list: name, 'CPU ms a list': ((user + system) / 50_000).toFixed(2) };
    });
  });
  console.table(table);
}

quality();
time();
