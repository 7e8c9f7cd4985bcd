import { seededRandom } from '../random.js';
import { sgdBlock, type PaddedFactors, type RatingBlock, type SgdStep } from './sgd-block.js';
import type { SgdKernelParameters } from './sgd-kernel.js';
import { compileBuild, instantiateKernels, type KernelBuild } from './wasm.js';
import { wasm } from './webassembly.js';

const USERS = 40;
const ITEMS = 30;
const step: SgdStep = {
  learningRate: 0.02,
  regularisation: 0.05,
  biasLearningRate: 0.03,
  biasRegularisation: 0.01,
};
const builds: KernelBuild[] = ['simd128', 'relaxed-simd'];
const words = { offsetsA: 64, offsetsB: 1024, lanes: 2048, items: 4096, values: 16384 };
const floats = { userBiases: 32768, itemBiases: 36864, userFactors: 65536, itemFactors: 131072 };

describe.each(builds)('the %s kernels against their plain twin', (build) => {
  const module = compileBuild(build);
  if (!module) {
    it.todo(`need a runtime that accepts the ${build} build as it was started`);
    return;
  }

  it.each([16, 48, 128])('walk through two blocks in turn, %d factors, in calls of any size', (rowLength) => {
    const [memory, blocks, factors] = problem(rowLength);
    const expected = copyOf(factors);
    const sums = blocks.map((block) => sgdBlock(block, expected, step));

    const kernels = instantiateKernels(module, memory);
    const parameters = kernelParameters(rowLength);
    openLanes(memory, blocks);
    const [a, b] = [words.lanes, words.lanes + 64];
    let done = 0;
    while (kernels.sgdPair(a, b, 7, ...parameters) > 0) done++;
    while (kernels.sgdLane(a, 11, ...parameters) + kernels.sgdLane(b, 5, ...parameters) > 0) done++;

    expect(done).toBeGreaterThan(10);
    expectClose(factors, expected);
    expect(squaresOf(memory, 0)).toBeCloseTo(sums[0], 2);
    expect(squaresOf(memory, 1)).toBeCloseTo(sums[1], 2);
  });

  it('give the same, bit for bit, one lane after the other', () => {
    const [together, apart] = [true, false].map((inTurn) => {
      const [memory, blocks, factors] = problem(32);
      const kernels = instantiateKernels(module, memory);
      openLanes(memory, blocks);
      if (inTurn) kernels.sgdPair(words.lanes, words.lanes + 64, 1000, ...kernelParameters(32));
      kernels.sgdLane(words.lanes, 1000, ...kernelParameters(32));
      kernels.sgdLane(words.lanes + 64, 1000, ...kernelParameters(32));
      return copyOf(factors);
    });
    expect(apart).toEqual(together);
  });
});

/** Two blocks: the first half of the users with the first half of the items, and the second halves. Some users rate nothing. */
function problem(
  rowLength: number,
): [memory: InstanceType<typeof wasm.Memory>, blocks: RatingBlock[], factors: PaddedFactors] {
  const memory = new wasm.Memory({ initial: 4, maximum: 4, shared: true });
  const random = seededRandom(5);
  const items = new Int32Array(memory.buffer, words.items, 1000);
  const values = new Float32Array(memory.buffer, words.values, 1000);
  let total = 0;
  const blocks = [words.offsetsA, words.offsetsB].map((address, half): RatingBlock => {
    const offsets = new Int32Array(memory.buffer, address, USERS / 2 + 1);
    for (let user = 0; user < USERS / 2; user++) {
      offsets[user] = total;
      const count = user % 5 === 0 ? 0 : random.integer(12 + 4 * half);
      for (let n = 0; n < count; n++) {
        items[total] = (half * ITEMS) / 2 + random.integer(ITEMS / 2);
        values[total++] = random.normal();
      }
    }
    offsets[USERS / 2] = total;
    return { firstUser: (half * USERS) / 2, offsets, items, values };
  });
  const factors: PaddedFactors = {
    rowLength,
    userFactors: new Float32Array(memory.buffer, floats.userFactors, USERS * rowLength),
    itemFactors: new Float32Array(memory.buffer, floats.itemFactors, ITEMS * rowLength),
    userBiases: new Float32Array(memory.buffer, floats.userBiases, USERS),
    itemBiases: new Float32Array(memory.buffer, floats.itemBiases, ITEMS),
  };
  for (const rows of [factors.userFactors, factors.itemFactors]) {
    for (let x = 0; x < rows.length; x++) rows[x] = x % rowLength < rowLength - 3 ? 0.2 * random.normal() : 0;
  }
  return [memory, blocks, factors];
}

function openLanes(memory: InstanceType<typeof wasm.Memory>, blocks: RatingBlock[]): void {
  const lanes = new Int32Array(memory.buffer, words.lanes, 32);
  blocks.forEach(({ offsets, firstUser }, lane) => {
    lanes.set([offsets.byteOffset, 0, firstUser, offsets[0], offsets[offsets.length - 1]], lane * 16);
  });
}

function squaresOf(memory: InstanceType<typeof wasm.Memory>, lane: number): number {
  return new Float64Array(memory.buffer, words.lanes + lane * 64 + 24, 1)[0];
}

function kernelParameters(rowLength: number): SgdKernelParameters {
  const { learningRate, regularisation, biasLearningRate, biasRegularisation } = step;
  const { userFactors, itemFactors, userBiases, itemBiases } = floats;
  return [
    rowLength * 4,
    words.items,
    words.values,
    userFactors,
    itemFactors,
    userBiases,
    itemBiases,
    learningRate,
    1 - learningRate * regularisation,
    biasLearningRate,
    1 - biasLearningRate * biasRegularisation,
  ];
}

function copyOf(factors: PaddedFactors): PaddedFactors {
  return {
    rowLength: factors.rowLength,
    userFactors: factors.userFactors.slice(),
    itemFactors: factors.itemFactors.slice(),
    userBiases: factors.userBiases.slice(),
    itemBiases: factors.itemBiases.slice(),
  };
}

/** Single precision throughout against sums in double: some 10⁻⁷ a step, over some hundred steps of a row. */
function expectClose(actual: PaddedFactors, expected: PaddedFactors): void {
  for (const name of ['userFactors', 'itemFactors', 'userBiases', 'itemBiases'] as const) {
    let worst = 0;
    for (let at = 0; at < expected[name].length; at++) {
      worst = Math.max(worst, Math.abs(actual[name][at] - expected[name][at]));
    }
    expect(worst).toBeLessThan(1e-5);
  }
}
