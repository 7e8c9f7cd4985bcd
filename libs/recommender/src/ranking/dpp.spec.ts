import { seededRandom } from '../random.js';
import { dppMargin } from './dpp.js';
import { pickGreedily } from './margin.js';

/** ln det by elimination, −∞ for a singular matrix. */
function logDeterminant(matrix: number[][]): number {
  const rows = matrix.map((row) => [...row]);
  let sum = 0;
  for (let pivot = 0; pivot < rows.length; pivot++) {
    const head = rows[pivot];
    if (head[pivot] <= 1e-12) return -Infinity;
    sum += Math.log(head[pivot]);
    for (const row of rows.slice(pivot + 1)) {
      const factor = row[pivot] / head[pivot];
      head.forEach((value, column) => (row[column] -= factor * value));
    }
  }
  return sum;
}

/** Takes the row that makes ln det L of the list greatest, by computing every determinant. */
function bruteForce(
  kernel: (row: number, other: number) => number,
  rowCount: number,
  count: number,
): number[] {
  const list: number[] = [];
  while (list.length < count) {
    let best = -1;
    let greatest = -Infinity;
    for (let row = 0; row < rowCount; row++) {
      if (list.includes(row)) continue;
      const trial = [...list, row];
      const value = logDeterminant(trial.map((a) => trial.map((b) => kernel(a, b))));
      if (value > greatest + 1e-9) {
        best = row;
        greatest = value;
      }
    }
    list.push(best);
  }
  return list;
}

/** Inner products of random unit vectors, and random relevances in [0, 1]. */
function randomCase(seed: number, rowCount: number): { similarity: number[][]; relevance: number[] } {
  const random = seededRandom(seed);
  const vectors = Array.from({ length: rowCount }, () => {
    const vector = Array.from({ length: rowCount + 2 }, () => Math.abs(random.normal()));
    const norm = Math.hypot(...vector);
    return vector.map((value) => value / norm);
  });
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, at) => sum + value * b[at], 0);
  return {
    similarity: vectors.map((a) => vectors.map((b) => (a === b ? 1 : dot(a, b)))),
    relevance: Array.from({ length: rowCount }, () => random.uniform()),
  };
}

describe('dppMargin', () => {
  it.each([0.1, 0.3, 0.5, 0.9])(
    'greedily maximises ln det L, as brute force does, at a diversity of %d',
    (d) => {
      for (let seed = 1; seed <= 20; seed++) {
        const { similarity, relevance } = randomCase(seed, 9);
        const alpha = (1 - d) / (2 * d);
        const quality = relevance.map((value) => Math.exp(alpha * value));
        const kernel = (a: number, b: number): number => quality[a] * similarity[a][b] * quality[b];
        const fast = pickGreedily(
          9,
          6,
          dppMargin(relevance, (a, b) => similarity[a][b], d),
        );
        expect(fast).toEqual(bruteForce(kernel, 9, 6));
      }
    },
  );

  it('is the order by relevance at 0', () => {
    const { similarity, relevance } = randomCase(3, 9);
    const sorted = [...relevance.keys()].sort((a, b) => relevance[b] - relevance[a]);
    expect(
      pickGreedily(
        9,
        9,
        dppMargin(relevance, (a, b) => similarity[a][b], 0),
      ),
    ).toEqual(sorted);
  });

  it('gains exactly the logarithm of what a row adds to the volume', () => {
    const { similarity, relevance } = randomCase(4, 6);
    const margin = dppMargin(relevance, (a, b) => similarity[a][b], 1);
    const list = [2, 5, 0];
    list.forEach((row) => margin.take(row));
    const detOf = (rows: number[]): number =>
      logDeterminant(rows.map((a) => rows.map((b) => similarity[a][b])));
    for (const row of [1, 3, 4]) expect(margin.of(row)).toBeCloseTo(detOf([...list, row]) - detOf(list), 10);
  });

  it('leaves duplicates for the end, by relevance, and stays finite', () => {
    const kind = [0, 0, 1, 0, 1];
    const relevance = [1, 0.9, 0.5, 0.4, 0.1];
    const margin = dppMargin(relevance, (a, b) => (kind[a] === kind[b] ? 1 : 0), 0.5);
    expect(pickGreedily(5, 5, margin)).toEqual([0, 2, 1, 3, 4]);
    expect(Number.isFinite(margin.of(1))).toBe(true);
  });
});
