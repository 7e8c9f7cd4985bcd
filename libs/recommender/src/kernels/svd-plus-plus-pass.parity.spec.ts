import { seededRandom } from '../random.js';
import {
  svdPlusPlusPass,
  tasteOf,
  type CentredRatings,
  type ImplicitFactors,
  type SvdPlusPlusStep,
} from './svd-plus-plus-pass.js';
import { compileBuild, instantiateKernels, type KernelBuild, type Kernels } from './wasm.js';
import { wasm } from './webassembly.js';

const USERS = 40;
const ITEMS = 30;
const sizes = {
  learningRate: 0.02,
  regularisation: 0.05,
  biasLearningRate: 0.03,
  biasRegularisation: 0.01,
};
const penalties = ['sum', 'each'] as const;
const builds: KernelBuild[] = ['simd128', 'relaxed-simd'];
const places = {
  offsets: 64,
  others: 1024,
  values: 8192,
  userBiases: 16384,
  itemBiases: 20480,
  scratch: 24576,
  errors: 28672,
};
const rows = { userFactors: 32768, itemFactors: 65536, implicitFactors: 98304 };
const names = ['userFactors', 'itemFactors', 'implicitFactors', 'userBiases', 'itemBiases'] as const;

describe('svdPlusPlusPass', () => {
  it.each(penalties)('is, up to rounding, what its definition says one step at a time: %s', (penalty) => {
    const { ratings, factors } = problem(16);
    const expected = copyOf(factors);
    const step = { ...sizes, implicitPenalty: penalty };
    const squares = svdPlusPlusPass(ratings, factors, step, 0, USERS);
    expect(squares).toBeCloseTo(literalPass(ratings, expected, step), 3);
    expectClose(factors, expected, 1e-5);
  });
});

describe.each(builds)('the %s kernels against their plain twin', (build) => {
  const module = compileBuild(build);
  if (!module) {
    it.todo(`need a runtime that accepts the ${build} build as it was started`);
    return;
  }

  const cases = penalties.flatMap((penalty) =>
    [16, 48, 128].map((rowLength) => [rowLength, penalty] as const),
  );
  it.each(cases)('train users in calls of any size, %d factors, %s', (rowLength, implicitPenalty) => {
    const { ratings, factors, memory } = problem(rowLength);
    const step = { ...sizes, implicitPenalty };
    const expected = copyOf(factors);
    const errors = new Float32Array(ratings.offsets[USERS]);
    const squares = svdPlusPlusPass(ratings, expected, step, 0, USERS, errors);

    const kernels = instantiateKernels(module, memory);
    const sum = [0, 1, 7].reduce((total, first, n, all) => {
      return total + run(kernels, rowLength, step, first, all[n + 1] ?? USERS);
    }, 0);
    expect(sum).toBeCloseTo(squares, 2);
    const told = new Float32Array(memory.buffer, places.errors, errors.length);
    expect(worstDifference(told, errors)).toBeLessThan(1e-4);
    expectClose(factors, expected, 1e-5);
  });

  it('add the implicit part to the factors of users, none to one without ratings', () => {
    const { ratings, factors, memory } = problem(32);
    const expected = Float32Array.from(
      Array.from({ length: USERS }, (_, user) => [...tasteOf(ratings, factors, user)]).flat(),
    );
    const kernels = instantiateKernels(module, memory);
    const { offsets, others } = places;
    kernels.svdPlusPlusTastes(0, USERS, 128, offsets, others, rows.userFactors, rows.implicitFactors);
    expect(worstDifference(factors.userFactors, expected)).toBeLessThan(1e-6);
  });
});

/** Surprise's loops: one step of every y_j for each rating, all from their old values. */
function literalPass(
  { offsets, others, values }: CentredRatings,
  factors: ImplicitFactors,
  step: SvdPlusPlusStep,
): number {
  const { rowLength, userFactors, itemFactors, implicitFactors, userBiases, itemBiases } = factors;
  const { learningRate, regularisation, biasLearningRate, biasRegularisation } = step;
  let squares = 0;
  for (let user = 0; user < USERS; user++) {
    const rated = others.slice(offsets[user], offsets[user + 1]);
    const root = Math.sqrt(rated.length);
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const item = others[at];
      const implicit = Array.from({ length: rowLength }, (_, f) =>
        rated.reduce((sum, j) => sum + implicitFactors[j * rowLength + f] / root, 0),
      );
      let error = values[at] - userBiases[user] - itemBiases[item];
      implicit.forEach((z, f) => {
        error -= itemFactors[item * rowLength + f] * (userFactors[user * rowLength + f] + z);
      });
      squares += error * error;
      userBiases[user] += biasLearningRate * (error - biasRegularisation * userBiases[user]);
      itemBiases[item] += biasLearningRate * (error - biasRegularisation * itemBiases[item]);
      implicit.forEach((z, f) => {
        const [p, q] = [userFactors[user * rowLength + f], itemFactors[item * rowLength + f]];
        userFactors[user * rowLength + f] += learningRate * (error * q - regularisation * p);
        itemFactors[item * rowLength + f] += learningRate * (error * (p + z) - regularisation * q);
        for (const j of rated) {
          const pulled = step.implicitPenalty === 'sum' ? z / root : implicitFactors[j * rowLength + f];
          implicitFactors[j * rowLength + f] += learningRate * ((error * q) / root - regularisation * pulled);
        }
      });
    }
  }
  return squares;
}

/** Every fifth user has rated nothing. */
function problem(rowLength: number): {
  memory: InstanceType<typeof wasm.Memory>;
  ratings: CentredRatings;
  factors: ImplicitFactors;
} {
  const memory = new wasm.Memory({ initial: 4, maximum: 4, shared: true });
  const random = seededRandom(5);
  const ratings: CentredRatings = {
    offsets: new Int32Array(memory.buffer, places.offsets, USERS + 1),
    others: new Int32Array(memory.buffer, places.others, 1000),
    values: new Float32Array(memory.buffer, places.values, 1000),
  };
  let total = 0;
  for (let user = 0; user < USERS; user++) {
    for (let item = 0; item < ITEMS; item++) {
      if (user % 5 === 0 || random.uniform() < 0.6) continue;
      ratings.others[total] = item;
      ratings.values[total++] = random.normal();
    }
    ratings.offsets[user + 1] = total;
  }
  const factors: ImplicitFactors = {
    rowLength,
    userFactors: new Float32Array(memory.buffer, rows.userFactors, USERS * rowLength),
    itemFactors: new Float32Array(memory.buffer, rows.itemFactors, ITEMS * rowLength),
    implicitFactors: new Float32Array(memory.buffer, rows.implicitFactors, ITEMS * rowLength),
    userBiases: new Float32Array(memory.buffer, places.userBiases, USERS),
    itemBiases: new Float32Array(memory.buffer, places.itemBiases, ITEMS),
  };
  for (const one of [factors.userFactors, factors.itemFactors, factors.implicitFactors]) {
    for (let x = 0; x < one.length; x++) one[x] = x % rowLength < rowLength - 3 ? 0.2 * random.normal() : 0;
  }
  return { memory, ratings, factors };
}

function run(kernels: Kernels, rowLength: number, step: SvdPlusPlusStep, first: number, end: number): number {
  const { offsets, others, values, userBiases, itemBiases, scratch } = places;
  const { userFactors, itemFactors, implicitFactors } = rows;
  const { learningRate, regularisation, biasLearningRate, biasRegularisation } = step;
  return kernels.svdPlusPlusUsers(
    first,
    end,
    rowLength * 4,
    offsets,
    others,
    values,
    userFactors,
    itemFactors,
    implicitFactors,
    userBiases,
    itemBiases,
    scratch,
    learningRate,
    1 - learningRate * regularisation,
    biasLearningRate,
    1 - biasLearningRate * biasRegularisation,
    step.implicitPenalty === 'sum',
    places.errors,
  );
}

function copyOf(factors: ImplicitFactors): ImplicitFactors {
  const copies = names.map((name) => [name, factors[name].slice()] as const);
  return { ...factors, ...Object.fromEntries(copies) };
}

/** Single precision against double: some 10⁻⁷ a step. */
function expectClose(actual: ImplicitFactors, expected: ImplicitFactors, tolerance: number): void {
  for (const name of names) expect(worstDifference(actual[name], expected[name])).toBeLessThan(tolerance);
}

function worstDifference(actual: Float32Array, expected: Float32Array): number {
  return actual.reduce((worst, one, at) => Math.max(worst, Math.abs(one - expected[at])), 0);
}
