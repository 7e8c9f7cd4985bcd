import { sgdBlock, type SgdStep } from '../kernels/sgd-block.js';
import type { SgdKernelParameters } from '../kernels/sgd-kernel.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { Gathering } from './gathering.js';
import { int32At } from './shared-layout.js';
import { blockAt, factorsAt, LANE_WORDS, PARTS, squaresAt, type SgdPlan } from './sgd-plan.js';

/** Ratings times floats of a row in one call of a kernel: below a millisecond, so that whoever asks to stop is heard. */
const WORK_PER_CALL = 1_000_000;
/** Users in one call of the plain twin. */
const USERS_PER_CALL = 50;

/** What every thread of a training needs. `kernels` null runs the plain TypeScript twin. */
export interface SgdThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: SgdPlan;
  readonly memory: SharedMemory;
  readonly kernels: Kernels | null;
  readonly gathering: Gathering;
  /** The sizes of the steps, an epoch each. */
  readonly steps: readonly SgdStep[];
}

export interface SgdHooks {
  /** Called often, with the multiply–adds done since; it may throw to end the training. */
  readonly onWork?: (work: number) => void;
  /** Called about every 20 ms while the thread waits for others. */
  readonly whileWaiting?: () => void;
  /** Called after each epoch, 1-based, with the sum of squared errors. */
  readonly onEpoch?: (epoch: number, squares: number) => void;
}

/**
 * One thread's share of the training: its pairs of blocks in each step, then it waits for the others.
 *
 * @returns false if the training was stopped
 */
export function runSgdThread(thread: SgdThread, hooks: SgdHooks = {}): boolean {
  const { plan, memory, gathering } = thread;
  const squares = squaresAt(plan, memory);
  if (!gathering.meet(hooks.whileWaiting)) return false;
  for (let epoch = 0; epoch < thread.steps.length; epoch++) {
    const base = (epoch % 2) * PARTS * PARTS;
    for (let step = 0; step < PARTS; step++) {
      for (let part = 2 * thread.index; part < PARTS; part += 2 * plan.threads) {
        const sums = runPair(thread, part, step, thread.steps[epoch], hooks);
        if (!sums) return false;
        squares.set(sums, base + step * PARTS + part);
      }
      if (!gathering.meet(hooks.whileWaiting)) return false;
    }
    if (hooks.onEpoch) {
      hooks.onEpoch(
        epoch + 1,
        squares.subarray(base, base + PARTS * PARTS).reduce((sum, one) => sum + one, 0),
      );
    }
    // The next epoch changes the factors: not before whoever was told has looked at them.
    if (!gathering.meet(hooks.whileWaiting)) return false;
  }
  return true;
}

/** The blocks of two parts of the users in one step; their sums of squared errors, or null if the training was stopped. */
function runPair(
  thread: SgdThread,
  part: number,
  step: number,
  size: SgdStep,
  hooks: SgdHooks,
): [number, number] | null {
  const blocks = [part, part + 1].map((userPart) => [userPart, (userPart + step) % PARTS] as const);
  return thread.kernels
    ? runKernels(thread, thread.kernels, blocks, size, hooks)
    : runTwin(thread, blocks, size, hooks);
}

type BlockIndex = readonly [userPart: number, itemPart: number];

function runKernels(
  { index, plan, memory, gathering }: SgdThread,
  kernels: Kernels,
  blocks: readonly BlockIndex[],
  size: SgdStep,
  hooks: SgdHooks,
): [number, number] | null {
  const lanes = blocks.map((block, lane) => openLane(plan, memory, index * 2 + lane, block));
  const [a, b] = lanes.map(({ address }) => address) as [number, number];
  const parameters = kernelParameters(plan, size);
  const count = Math.ceil(WORK_PER_CALL / plan.rowLength);
  const calls = [
    () => kernels.sgdPair(a, b, count, ...parameters),
    () => kernels.sgdLane(a, count, ...parameters),
    () => kernels.sgdLane(b, count, ...parameters),
  ];
  for (const call of calls) {
    for (let done = call(); done > 0; done = call()) {
      if (gathering.isStopped) return null;
      hooks.onWork?.(done * plan.rowLength);
    }
  }
  return lanes.map(({ words }) => new Float64Array(words.buffer, words.byteOffset + 24, 1)[0]) as [
    number,
    number,
  ];
}

function openLane(
  plan: SgdPlan,
  memory: SharedMemory,
  lane: number,
  [userPart, itemPart]: BlockIndex,
): { address: number; words: Int32Array<SharedArrayBuffer> } {
  const address = plan.lanes.address + lane * LANE_WORDS * 4;
  const words = new Int32Array(memory.buffer, address, LANE_WORDS);
  const place = plan.offsets[userPart * PARTS + itemPart];
  const offsets = int32At(memory, place);
  words.fill(0);
  words[0] = place.address;
  words[2] = plan.userStarts[userPart]!;
  words[3] = offsets[0]!;
  words[4] = offsets[offsets.length - 1]!;
  return { address, words };
}

function kernelParameters(plan: SgdPlan, size: SgdStep): SgdKernelParameters {
  return [
    plan.rowLength * 4,
    plan.items.address,
    plan.values.address,
    plan.userFactors.address,
    plan.itemFactors.address,
    plan.userBiases.address,
    plan.itemBiases.address,
    size.learningRate,
    1 - size.learningRate * size.regularisation,
    size.biasLearningRate,
    1 - size.biasLearningRate * size.biasRegularisation,
  ];
}

function runTwin(
  { plan, memory, gathering }: SgdThread,
  blocks: readonly BlockIndex[],
  size: SgdStep,
  hooks: SgdHooks,
): [number, number] | null {
  const factors = factorsAt(plan, memory);
  const sums: [number, number] = [0, 0];
  for (const [lane, [userPart, itemPart]] of blocks.entries()) {
    const block = blockAt(plan, memory, userPart, itemPart);
    const users = block.offsets.length - 1;
    for (let from = 0; from < users; from += USERS_PER_CALL) {
      const to = Math.min(users, from + USERS_PER_CALL);
      sums[lane] += sgdBlock(block, factors, size, from, to);
      if (gathering.isStopped) return null;
      hooks.onWork?.((block.offsets[to] - block.offsets[from]) * plan.rowLength * 5);
    }
  }
  return sums;
}
