import { float32At, float64At, int32At, SharedLayout } from '../parallel/shared-layout.js';
import { Gathering } from '../parallel/gathering.js';
import { planGibbs } from '../parallel/gibbs-plan.js';
import { scatterOf } from '../parallel/gibbs-scatter.js';
import { seededRandom } from '../random.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { gibbsScratchFloats } from './gibbs-kernel.js';
import {
  gibbsMatrixRows,
  gibbsRowLength,
  gibbsRows,
  type GibbsResults,
  type GibbsSide,
} from './gibbs-rows.js';
import { compileBuild, instantiateKernels, type KernelBuild } from './wasm.js';

const ROWS = 12;
const OTHERS = 90;
const builds: KernelBuild[] = ['simd128', 'relaxed-simd'];

describe.each(builds)('the %s kernel against its plain twin', (build) => {
  const module = compileBuild(build);
  if (!module) {
    it.todo(`needs a runtime that accepts the ${build} build as it was started`);
    return;
  }

  it.each([1, 3, 6, 7, 14, 30, 33, 64])(
    'samples rows with none to many ratings, %d factors',
    (factorCount) => {
      const { memory, places, side, noise } = problem(factorCount);
      const length = ROWS * side.rowLength;
      const expected: GibbsResults = {
        rows: float32At(memory, places.rows).slice(),
        means: new Float32Array(length),
        variances: new Float32Array(length),
        errors: new Float64Array(ROWS),
      };
      const squares = gibbsRows(side, expected, noise, 0, ROWS);

      const kernels = instantiateKernels(module, memory);
      const sum = kernels.gibbsRows(
        0,
        ROWS,
        side.rowLength * 4,
        factorCount,
        side.noisePrecision,
        places.prior.address,
        places.pulls.address,
        places.offsets.address,
        places.others.address,
        places.values.address,
        places.otherRows.address,
        places.rows.address,
        places.noise.address,
        places.means.address,
        places.variances.address,
        places.errors.address,
        places.scratch.address,
      );

      // Single precision against double, through a decomposition of up to 65 rows.
      for (const name of ['rows', 'means', 'variances'] as const) {
        const actual = float32At(memory, places[name]);
        let worst = 0;
        for (let at = 0; at < length; at++)
          worst = Math.max(worst, Math.abs(actual[at] - expected[name]![at]));
        expect([name, worst < 2e-5 || worst]).toEqual([name, true]);
      }
      expect(Math.abs(sum / squares - 1)).toBeLessThan(1e-5);
      const errors = float64At(memory, places.errors);
      expected.errors.forEach((one, row) =>
        expect(Math.abs(errors[row] - one)).toBeLessThan(1e-4 * (1 + one)),
      );
    },
  );
});

/** Row n has n² ratings: none, one, and more than fit into two batches. */
function problem(factorCount: number) {
  const random = seededRandom(3);
  const size = factorCount + 1;
  const rowLength = gibbsRowLength(factorCount);
  const matrixRows = gibbsMatrixRows(factorCount);
  const counts = Array.from({ length: ROWS }, (_, row) => row * row);
  const total = counts.reduce((sum, one) => sum + one, 0);
  const layout = new SharedLayout();
  const places = {
    offsets: layout.add(ROWS + 1),
    others: layout.add(total),
    values: layout.add(total),
    otherRows: layout.add(OTHERS * rowLength),
    prior: layout.add(matrixRows * rowLength),
    pulls: layout.add(ROWS * rowLength),
    rows: layout.add(ROWS * rowLength),
    means: layout.add(ROWS * rowLength),
    variances: layout.add(ROWS * rowLength),
    noise: layout.add(ROWS * size),
    errors: layout.add(ROWS, 8),
    scratch: layout.add(gibbsScratchFloats(rowLength)),
  };
  const memory = layout.allocate('The test');
  const side: GibbsSide = {
    factorCount,
    rowLength,
    offsets: int32At(memory, places.offsets),
    others: int32At(memory, places.others).map(() => random.integer(OTHERS)),
    values: float32At(memory, places.values).map(() => random.normal()),
    otherRows: float32At(memory, places.otherRows),
    prior: float32At(memory, places.prior),
    pulls: float32At(memory, places.pulls).map(() => random.normal()),
    noisePrecision: 1.7,
  };
  int32At(memory, places.others).set(side.others);
  float32At(memory, places.values).set(side.values);
  float32At(memory, places.pulls).set(side.pulls!);
  counts.forEach((count, row) => (side.offsets[row + 1] = side.offsets[row] + count));
  for (let row = 0; row < OTHERS; row++) {
    for (let x = 0; x < size; x++) side.otherRows[row * rowLength + x] = 0.5 * random.normal();
    side.otherRows[row * rowLength + size] = 0.7 + 0.6 * random.uniform();
  }
  for (let i = 0; i < size; i++) {
    side.prior[i * rowLength + i] = 2 + random.uniform();
    for (let j = i + 1; j < size; j++) side.prior[i * rowLength + j] = 0.5 / size;
    side.prior[i * rowLength + size] = random.normal();
  }
  const rows = float32At(memory, places.rows);
  for (let row = 0; row < ROWS; row++) rows[row * rowLength + size] = 0.7 + 0.6 * random.uniform();
  const noise = float32At(memory, places.noise);
  for (let at = 0; at < noise.length; at++) noise[at] = random.normal();
  return { memory, places, side, noise };
}

describe.each(builds)('the %s kernel of the scatter against its plain twin', (build) => {
  const module = compileBuild(build);
  if (!module) {
    it.todo(`needs a runtime that accepts the ${build} build as it was started`);
    return;
  }

  it.each([1, 6, 30, 33])('sums products of rows around their mean, %d factors', (factorCount) => {
    const plan = planGibbs(syntheticRatings(300, 80), factorCount, 1);
    const memory = plan.layout.allocate('The test');
    const random = seededRandom(5);
    const rows = float32At(memory, plan.plan.users.rows);
    for (let at = 0; at < rows.length; at++) rows[at] = 0.3 + random.normal();
    const mean = Float64Array.from({ length: factorCount + 1 }, () => random.normal());
    const thread = {
      index: 0,
      plan: plan.plan,
      memory,
      gathering: new Gathering(int32At(memory, plan.plan.gathering), 1),
    };
    const [compiled, plain] = [instantiateKernels(module, memory), null].map((kernels) =>
      scatterOf({ ...thread, kernels }, 'users', mean, () => undefined),
    );
    plain.forEach((one, at) =>
      expect(Math.abs(compiled[at] - one)).toBeLessThan(1e-5 * (300 + Math.abs(one))),
    );
  });
});
