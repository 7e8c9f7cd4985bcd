import { readFileSync } from 'node:fs';
import { Ratings, topNForUsers, trainMatrixFactorisation } from '@marquee/recommender';
import { TopNScorer } from '../libs/recommender/dist/kernels/top-n-scorer.js';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// Top-100 lists from 64 and 128 factors: for one user at a time, and for all users. Factors are fitted to made-up ratings of
// MovieLens 20M's shape: BENCH_SCALE=1 takes all of them, 0.1 (the default, enough for the factors' shape) a tenth.
// Peer: implicit 0.7 (Cython, OpenBLAS), top-10 at 20M: 9,500 users/s a core in batches at k=64 and 5,700 at k=128; one call
// at a time 4,900 and 1,600.

const scale = Number(process.env.BENCH_SCALE ?? 0.1);
const factorCounts = (process.env.BENCH_FACTORS ?? '64,128').split(',').map(Number);
const listLength = 100;
const calls = 2000;
const goalMicroseconds = { 64: 30 };
const goalExhaustive = { 64: 90 };
const goalUsers = { 64: 25_000 };
const peerUsers = { 64: 9500, 128: 5700 };
const peerCalls = { 64: 4900, 128: 1600 };

const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const quantile = (sorted, share) => sorted[Math.floor(share * (sorted.length - 1))];

const size = {
  ...ml20m,
  userCount: Math.round(ml20m.userCount * scale),
  ratingCount: Math.round(ml20m.ratingCount * scale),
};
const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
void ratings.byUser;
const models = factorCounts.map((factorCount) =>
  trainMatrixFactorisation(ratings, { factorCount, epochs: 5 }, { seed: 1 }),
);
console.log(`${ratings.items.size} items, ${ratings.users.size} users; load ${loadNow()}.\n`);

console.log('One user at a time, one thread: µs a list of 100 by the clock, best / median.\n');
console.log(
  '| factors | first call, ms | best list | goal | every item to the end | goal | top-10 calls/s (median) | implicit |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const [at, factorCount] of factorCounts.entries()) {
  const model = models[at];
  const people = Array.from(ratings.users.ids.slice(0, calls), (userId) => model.forUser(userId));
  const time = (work) => {
    const times = people.map((person, row) => {
      const began = performance.now();
      work(person, row);
      return (performance.now() - began) * 1000;
    });
    return times.sort((a, b) => a - b);
  };
  const began = performance.now();
  people[0].recommend(listLength);
  const first = performance.now() - began;
  const found = time((person) => person.recommend(listLength));
  const ten = time((person) => person.recommend(10));
  const { parameters } = model;
  const scorer = TopNScorer.of(parameters);
  const [users, base] = [parameters.userFactors, parameters.globalMean];
  const everything = time((_, row) => scorer.best(users, row * factorCount, base, listLength, [], true));
  const show = (times) => `${times[0].toFixed(0)} / ${quantile(times, 0.5).toFixed(0)}`;
  console.log(
    `| ${factorCount} | ${first.toFixed(0)} | ${show(found)} | ${goalMicroseconds[factorCount] ?? '–'} | ${show(everything)} | ${goalExhaustive[factorCount] ?? '–'} | ${(1e6 / quantile(ten, 0.5)).toFixed(0)} | ${peerCalls[factorCount] ?? '–'} |`,
  );
}

console.log('\nAll users, their rated films left out: users a second, lists of 100, preparation included.\n');
console.log(
  '| factors | threads | by the clock | by processor time of a thread × threads | goal | implicit, top-10, × threads | load |',
);
console.log('|---|---|---|---|---|---|---|');
for (const [at, factorCount] of factorCounts.entries()) {
  // As many users as ml-20m has: those of the model again and again.
  const userIds = Int32Array.from(
    { length: ml20m.userCount },
    (_, n) => ratings.users.ids[n % ratings.users.size],
  );
  for (const threads of [1, 2]) {
    const [wall, cpu] = [performance.now(), cpuSeconds()];
    topNForUsers(models[at], userIds, listLength, { exclude: ratings, threads });
    const perSecond = userIds.length / ((performance.now() - wall) / 1000);
    const perCpu = (userIds.length / (cpuSeconds() - cpu)) * threads;
    const goal = threads === 2 ? (goalUsers[factorCount] ?? '–') : '–';
    console.log(
      `| ${factorCount} | ${threads} | ${perSecond.toFixed(0)} | ${perCpu.toFixed(0)} | ${goal} | ${(peerUsers[factorCount] ?? 0) * threads} | ${loadNow()} |`,
    );
  }
}
