import { columnDrift, driftTests } from '../libs/drift/dist/index.js';

// Every drift test on one column of a million values against a million. Needs `npm run build`.

const size = 1_000_000;
const rounds = 5;

/** A 32-bit linear congruential generator, as in the library's tests. */
function uniform(seed, scale, shift) {
  const values = new Float64Array(size);
  let x = seed;
  for (let i = 0; i < size; i++) {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    values[i] = (scale * x) / 2 ** 32 + shift;
  }
  return values;
}

const sides = {
  numerical: [uniform(1, 1, 0), uniform(2, 1, 0.01)],
  categorical: [uniform(1, 20, 0), uniform(2, 20, 0.1)].map((side) =>
    Array.from(side, (value) => `genre ${Math.floor(value)}`),
  ),
};

const rows = {};
for (const { name, columnTypes } of Object.values(driftTests)) {
  for (const type of columnTypes) {
    const [reference, current] = sides[type];
    const times = Array.from({ length: rounds }, () => {
      const startedAt = performance.now();
      columnDrift(reference, current, { test: name, type });
      return performance.now() - startedAt;
    }).sort((a, b) => a - b);
    rows[`${name}, ${type}`] = {
      'median ms': Math.round(times[rounds >> 1]),
      'worst ms': Math.round(times[rounds - 1]),
    };
  }
}
console.table(rows);
