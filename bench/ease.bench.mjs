import { readFileSync } from 'node:fs';
import { Ratings, trainEase } from '@marquee/recommender';
import { ml20m, syntheticColumns } from './synthetic-20m.mjs';

// EASE over 20 million made-up ratings: the Gram matrix, its inverse, and the choice of the weights that are kept.
// BENCH_SCALE=0.1 takes a tenth of users and ratings, BENCH_ITEMS=10000 one size only, BENCH_LAMBDA another regularisation.

const scale = Number(process.env.BENCH_SCALE ?? 1);
const sizes = (process.env.BENCH_ITEMS ?? '5000,10000,20000').split(',').map(Number);
const regularisation = Number(process.env.BENCH_LAMBDA ?? 500);
const threads = Number(process.env.BENCH_THREADS ?? 2);
const goalSeconds = { 10000: 15, 20000: 95 };
/** 128-bit SIMD of a thread of the machine that docs/benchmarks.md speaks of. */
const LIMIT_GFLOPS = 52;

const loadNow = () => readFileSync('/proc/loadavg', 'latin1').split(' ')[0];
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
/** The most memory that the process has held so far, in MB. */
const peakMegabytes = () => Math.round(process.resourceUsage().maxRSS / 1024);

const size = {
  ...ml20m,
  userCount: Math.round(ml20m.userCount * scale),
  ratingCount: Math.round(ml20m.ratingCount * scale),
};
const ratings = Ratings.from(syntheticColumns(size), { min: 0.5, max: 5 });
const likes = ratings.values.reduce((sum, rating) => sum + (rating >= 4 ? 1 : 0), 0);
console.log(
  `${ratings.length} ratings (${likes} likes) of ${ratings.items.size} items by ${ratings.users.size} users; λ = ${regularisation}, ${threads} threads.\n`,
);
console.log(
  '| items | Gram, wall (CPU of a thread), s | inverse | the rest | whole | goal, s | GFLOP/s a thread, by CPU | share of the limit | residual | peak, MB | load |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
for (const maxItems of sizes) {
  const times = [];
  const began = [performance.now(), cpuSeconds()];
  const onEpoch = ({ epoch, epochs }) => {
    // After the Gram matrix, and after the last step of the sweep: what follows chooses the weights.
    if (epoch === 1 || epoch === epochs - 1) times.push([performance.now(), cpuSeconds()]);
  };
  const model = trainEase(ratings, { maxItems, regularisation, threads }, { seed: 1, onEpoch });
  times.push([performance.now(), cpuSeconds()]);
  const [gram, inverse, end] = times;
  const cpu = (from, to) => (to[1] - from[1]) / threads;
  const both = (from, to) => `${((to[0] - from[0]) / 1000).toFixed(1)} (${cpu(from, to).toFixed(1)})`;
  const gflops = maxItems ** 3 / cpu(gram, inverse) / threads / 1e9;
  const cells = [
    Math.min(maxItems, ratings.items.size),
    both(began, gram),
    both(gram, inverse),
    both(inverse, end),
    both(began, end),
    goalSeconds[maxItems] ?? '',
    gflops.toFixed(1),
    `${((100 * gflops) / LIMIT_GFLOPS).toFixed(0)} %`,
    model.residual.toExponential(1),
    peakMegabytes(),
    loadNow(),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
