import { readFileSync } from 'node:fs';
import { Ratings, trainAls, trainMatrixFactorisation } from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// Alternating least squares over 20 million made-up ratings, and scoring all films for one person. BENCH_SCALE=0.1 takes a
// tenth of users and ratings, BENCH_FACTORS=64 one size only.

const scale = Number(process.env.BENCH_SCALE ?? 1);
const factorCounts = (process.env.BENCH_FACTORS ?? '64,128').split(',').map(Number);
const threads = 2;
const goalSeconds = { 64: 3, 128: 10 };
const goalMicroseconds = { 64: 90 };

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const size = {
  ...ml20m,
  userCount: Math.round(ml20m.userCount * scale),
  ratingCount: Math.round(ml20m.ratingCount * scale),
};
const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
console.log(`${ratings.length} ratings of ${ratings.items.size} items by ${ratings.users.size} users.\n`);
console.log(
  '| ALS, factors | threads | best s an iteration, wall | best, CPU of a thread | goal | load |\n|---|---|---|---|---|---|',
);
for (const factorCount of factorCounts) {
  const walls = [];
  const cpus = [];
  let [wall, cpu] = [performance.now(), cpuSeconds()];
  const onEpoch = () => {
    walls.push((performance.now() - wall) / 1000);
    cpus.push((cpuSeconds() - cpu) / threads);
    [wall, cpu] = [performance.now(), cpuSeconds()];
  };
  trainAls(ratings, { factorCount, threads, epochs: 3 }, { seed: 1, onEpoch });
  // The first iteration holds the preparation.
  const [bestWall, bestCpu] = [walls, cpus].map((times) => Math.min(...times.slice(1)).toFixed(1));
  console.log(
    `| ${factorCount} | ${threads} | ${bestWall} | ${bestCpu} | ${goalSeconds[factorCount] ?? ''} | ${loadNow()} |`,
  );
}

console.log(
  '\n| scoring every item, factors | best µs a user | median | one by one in TypeScript | goal |\n|---|---|---|---|---|',
);
for (const factorCount of factorCounts) {
  const model = trainMatrixFactorisation(ratings, { factorCount, epochs: 1 }, { seed: 1 });
  const out = new Float32Array(ratings.items.size);
  const userIds = [...ratings.users.ids.slice(0, 400)];
  const time = (work) => {
    const began = performance.now();
    work();
    return (performance.now() - began) * 1000;
  };
  const all = userIds.map((userId) => time(() => model.forUser(userId).predictAll(out)));
  const plain = userIds.slice(0, 20).map((userId) => {
    const person = model.forUser(userId);
    return time(() => ratings.items.ids.forEach((itemId) => person.predict(itemId)));
  });
  console.log(
    `| ${factorCount} | ${Math.min(...all).toFixed(0)} | ${median(all).toFixed(0)} | ${Math.min(...plain).toFixed(0)} | ${goalMicroseconds[factorCount] ?? ''} |`,
  );
}
