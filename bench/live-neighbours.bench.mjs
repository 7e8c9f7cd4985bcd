import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildItemNeighbours, Ratings, refreshNeighbours } from '@marquee/recommender';

// What it takes to bring the neighbours of one film up to date when somebody rates it, for films that few, some and many
// people know, without reading their ratings from the database; beside it the full rebuild that it saves. MovieLens 1M is read
// where it is given, else the data set that ships. Serving leaves films whose raters have more than 150,000 ratings.

const root = join(import.meta.dirname, '..');
const evaluation = join(root, '../shared/data/evaluation/ml-1m/train.csv');
const [file, scale] = existsSync(evaluation)
  ? [evaluation, { min: 1, max: 5 }]
  : [join(root, 'data/movielens-small/ratings.csv'), { min: 0.5, max: 5 }];

const cells = readFileSync(file, 'utf8')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((row) => row.split(',').map(Number));
const ratings = Ratings.from(
  {
    users: cells.map((row) => row[0]),
    items: cells.map((row) => row[1]),
    values: cells.map((row) => row[2]),
  },
  scale,
);

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const cpuMs = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

const buildBegan = cpuMs();
const neighbours = buildItemNeighbours(ratings);
const rebuildMs = cpuMs() - buildBegan;

const { byItem, byUser } = ratings;
const ofRaters = (item) => {
  const users = [];
  const items = [];
  const values = [];
  for (let at = byItem.offsets[item]; at < byItem.offsets[item + 1]; at++) {
    const user = byItem.others[at];
    for (let own = byUser.offsets[user]; own < byUser.offsets[user + 1]; own++) {
      users.push(ratings.users.ids[user]);
      items.push(ratings.items.ids[byUser.others[own]]);
      values.push(byUser.values[own]);
    }
  }
  return { users: Int32Array.from(users), items: Int32Array.from(items), values: Float32Array.from(values) };
};

const films = Array.from({ length: ratings.items.size }, (_, item) => ({
  item,
  raters: byItem.offsets[item + 1] - byItem.offsets[item],
})).sort((a, b) => a.raters - b.raters);

console.log(
  `${ratings.length} ratings of ${ratings.items.size} films; a full rebuild takes ${rebuildMs.toFixed(0)} ms of processor time`,
);
console.log('film by raters    raters   their ratings   refresh, ms (median of 9)');
for (const share of [0.25, 0.5, 0.75, 0.9, 0.97, 1]) {
  const { item, raters } = films[Math.min(films.length - 1, Math.floor(share * films.length))];
  const columns = ofRaters(item);
  const times = [];
  for (let round = 0; round < 12; round++) {
    const began = cpuMs();
    refreshNeighbours(neighbours, { itemId: ratings.items.ids[item], ratings: columns });
    times.push(cpuMs() - began);
  }
  const rank = share === 1 ? 'the most' : `${share * 100} %`;
  console.log(
    `${rank.padEnd(14)} ${String(raters).padStart(9)} ${String(columns.values.length).padStart(15)} ${median(times.slice(3)).toFixed(1).padStart(14)}`,
  );
}
