import { float32At, int32At, SharedLayout } from '../parallel/shared-layout.js';
import { seededRandom } from '../random.js';
import { multiplyRows, implicitRows, type ImplicitSide } from './implicit-rows.js';
import { compileBuild, instantiateKernels, type KernelBuild } from './wasm.js';

const ROWS = 9;
const OTHERS = 70;
const STEPS = 3;
const builds: KernelBuild[] = ['simd128', 'relaxed-simd'];

describe.each(builds)('the %s kernels against their plain twins', (build) => {
  const module = compileBuild(build);
  if (!module) {
    it.todo(`needs a runtime that accepts the ${build} build as it was started`);
    return;
  }

  it.each([1, 7, 8, 31, 64, 100])('improve rows with none to many positives, %d factors', (factorCount) => {
    const { memory, places, side } = problem(factorCount);
    const expected = { ...side, rows: side.rows.slice() };
    implicitRows(expected, 0, ROWS);

    instantiateKernels(module, memory).implicitRows(
      0,
      ROWS,
      side.rowLength * 4,
      places.offsets.address,
      places.others.address,
      places.weights.address,
      places.otherRows.address,
      places.rows.address,
      places.gram.address,
      places.penalties.address,
      STEPS,
      places.scratch.address,
    );

    // Single precision against double, where values are about 1.
    expect(greatestDifference(side.rows, expected.rows)).toBeLessThan(2e-5);
    expect([...side.rows.subarray(0, side.rowLength)]).toEqual(Array(side.rowLength).fill(0));
  });

  it.each([1, 8, 31, 64])('multiply rows with themselves, %d factors', (factorCount) => {
    const { memory, places, side } = problem(factorCount);
    const { rowLength } = side;
    const expected = new Float32Array(rowLength ** 2);
    multiplyRows(side.otherRows, rowLength, 3, OTHERS, expected);
    const actual = float32At(memory, places.gram).fill(0);
    const kernels = instantiateKernels(module, memory);
    for (const [from, to] of [
      [3, 40],
      [40, 40],
      [40, OTHERS],
    ]) {
      kernels.multiplyRows(from, to, rowLength * 4, places.otherRows.address, places.gram.address);
    }
    let worst = 0;
    for (let i = 0; i < rowLength; i++) {
      const upper = [i * rowLength + i, (i + 1) * rowLength] as const;
      worst = Math.max(worst, greatestDifference(actual.subarray(...upper), expected.subarray(...upper)));
    }
    expect(worst).toBeLessThan(1e-4);
  });
});

describe('implicitRows', () => {
  it('comes to the exact solution in as many steps as there are factors', () => {
    const { side } = problem(7);
    implicitRows({ ...side, steps: 8 }, 0, ROWS);
    const row = 5;
    const x = side.rows.subarray(row * side.rowLength, (row + 1) * side.rowLength);
    for (let f = 0; f < 7; f++) {
      let gradient = side.penalties[row] * x[f];
      for (let j = 0; j < 7; j++) gradient += side.gram[f * side.rowLength + j] * x[j];
      for (let at = side.offsets[row]; at < side.offsets[row + 1]; at++) {
        const y = side.otherRows.subarray(side.others[at] * side.rowLength);
        let error = -1;
        for (let j = 0; j < 7; j++) error += x[j] * y[j];
        gradient += side.weights[at] * error * y[f];
      }
      expect(gradient).toBeCloseTo(0, 4);
    }
  });
});

function greatestDifference(a: Float32Array, b: Float32Array): number {
  let worst = 0;
  for (let at = 0; at < a.length; at++) worst = Math.max(worst, Math.abs(a[at] - b[at]));
  return worst;
}

/** Row n has n² positives: none, one, and numbers that make no fours. */
function problem(factorCount: number) {
  const random = seededRandom(3);
  const rowLength = Math.ceil(factorCount / 8) * 8;
  const counts = Array.from({ length: ROWS }, (_, row) => row * row);
  const total = counts.reduce((sum, one) => sum + one, 0);
  const layout = new SharedLayout();
  const places = {
    offsets: layout.add(ROWS + 1),
    others: layout.add(total),
    weights: layout.add(total),
    otherRows: layout.add(OTHERS * rowLength),
    rows: layout.add(ROWS * rowLength),
    gram: layout.add(rowLength ** 2),
    penalties: layout.add(ROWS),
    scratch: layout.add(3 * rowLength),
  };
  const memory = layout.allocate('A test');
  const side: ImplicitSide = {
    rowLength,
    offsets: int32At(memory, places.offsets),
    others: int32At(memory, places.others),
    weights: float32At(memory, places.weights),
    rows: float32At(memory, places.rows),
    otherRows: float32At(memory, places.otherRows),
    gram: float32At(memory, places.gram),
    penalties: float32At(memory, places.penalties).fill(0.7),
    steps: STEPS,
  };
  counts.forEach((count, row) => (side.offsets[row + 1] = side.offsets[row] + count));
  for (let at = 0; at < total; at++) {
    side.others[at] = random.integer(OTHERS);
    side.weights[at] = 1 + random.uniform();
  }
  const fill = (rows: Float32Array): void => {
    for (let at = 0; at < rows.length; at++) {
      if (at % rowLength < factorCount) rows[at] = random.normal() / Math.sqrt(factorCount);
    }
  };
  fill(side.rows);
  fill(side.otherRows);
  multiplyRows(side.otherRows, rowLength, 0, OTHERS, side.gram);
  for (let i = 0; i < rowLength; i++) {
    for (let j = i; j < rowLength; j++) {
      side.gram[i * rowLength + j] *= 0.1;
      side.gram[j * rowLength + i] = side.gram[i * rowLength + j];
    }
  }
  return { memory, places, side };
}
