import { invertPivot, packColumn, sweepBlock, type SweepStep } from '../kernels/block-sweep.js';
import { gramRows, type IncidenceLists } from '../kernels/gram-rows.js';
import type { SymmetricBlocks } from '../kernels/symmetric-blocks.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { EasePlan } from './ease-plan.js';
import { NeighbourSelection } from './ease-selection.js';
import type { Gathering } from './gathering.js';
import { float32At, int32At, uint16At, uint32At } from './shared-layout.js';

/** What every thread of a training needs. `kernels` null runs the plain TypeScript twins. */
export interface EaseThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: EasePlan;
  readonly memory: SharedMemory;
  readonly kernels: Kernels | null;
  readonly gathering: Gathering;
}

export interface EaseHooks {
  /** Called after every piece of work, with its multiply–adds; it may throw to end the training. */
  readonly onWork?: (work: number) => void;
  /** Called about every 20 ms while the thread waits for others. */
  readonly whileWaiting?: () => void;
  /** Called when the Gram matrix is there, after each step of the sweep, and when the neighbours are chosen. */
  readonly onStage?: () => void;
}

/** The kernels over one memory, whichever they are. */
interface EaseSteps {
  gramRows(first: number, end: number): void;
  invertPivot(pivot: number): void;
  packColumn(pivot: number, other: number): void;
  sweepBlock(pivot: number, i: number, j: number): void;
}

/**
 * One thread's share: rows of the Gram matrix, then the sweep, block by block, then the neighbours of each item. Every
 * value is written by one thread from what all threads had finished before, so it does not matter which thread it is.
 *
 * @returns false if the training was stopped
 */
export function runEaseThread(thread: EaseThread, hooks: EaseHooks = {}): boolean {
  const { plan, memory, gathering, kernels } = thread;
  const { chunks, blockCount } = plan;
  const steps = kernels ? compiledSteps(thread, kernels) : plainSteps(thread);
  const together = (): boolean => gathering.meet(hooks.whileWaiting);
  if (!together()) return false;
  const counted = takeTurns(thread, 0, chunks.length - 1, hooks, (chunk) => {
    steps.gramRows(chunks[chunk], chunks[chunk + 1]);
    return GRAM_WORK;
  });
  if (!counted || !together()) return false;
  hooks.onStage?.();
  for (let pivot = 0; pivot < blockCount; pivot++) {
    if (!sweep(thread, steps, pivot, hooks)) return false;
    hooks.onStage?.();
  }
  const selection = new NeighbourSelection(plan, memory);
  const selected = takeTurns(thread, 2 * blockCount + 1, blockCount, hooks, (block) => {
    const end = Math.min(plan.itemCount, (block + 1) * plan.size);
    for (let item = block * plan.size; item < end; item++) {
      selection.select(item);
      hooks.onWork?.(plan.itemCount * SELECTION_WORK);
      if (gathering.isStopped) return 0;
    }
    return 0;
  });
  if (!selected || !together()) return false;
  hooks.onStage?.();
  return true;
}

/** Multiply–adds that a chunk of rows of the Gram matrix, and looking at one weight, are worth. */
const GRAM_WORK = 10_000_000;
const SELECTION_WORK = 10;

/** The step of one pivot: its column is packed by all, then all blocks are swept by all. */
function sweep(thread: EaseThread, steps: EaseSteps, pivot: number, hooks: EaseHooks): boolean {
  const { blockCount, size } = thread.plan;
  const work = size ** 3;
  // Each thread for itself: that is sooner done than a meeting more.
  steps.invertPivot(pivot);
  const packed = takeTurns(thread, 1 + 2 * pivot, blockCount, hooks, (other) => {
    if (other !== pivot) steps.packColumn(pivot, other);
    return work;
  });
  if (!packed || !thread.gathering.meet(hooks.whileWaiting)) return false;
  const blocks = (blockCount * (blockCount + 1)) / 2;
  const swept = takeTurns(thread, 2 + 2 * pivot, blocks, hooks, (block) => {
    const i = Math.floor((Math.sqrt(8 * block + 1) - 1) / 2);
    steps.sweepBlock(pivot, i, block - (i * (i + 1)) / 2);
    return work;
  });
  return swept && thread.gathering.meet(hooks.whileWaiting);
}

/** Takes pieces of work until none is left; false if the training was stopped. */
function takeTurns(
  { plan, memory, gathering }: EaseThread,
  turn: number,
  count: number,
  { onWork }: EaseHooks,
  task: (piece: number) => number,
): boolean {
  const turns = int32At(memory, plan.turns);
  for (;;) {
    const piece = Atomics.add(turns, turn, 1);
    if (piece >= count) return true;
    const work = task(piece);
    if (gathering.isStopped) return false;
    onWork?.(work);
  }
}

function compiledSteps({ index, plan }: EaseThread, kernels: Kernels): EaseSteps {
  const { size, offsets, begins, ends, lists, scales, matrix, left, right } = plan;
  const [counts, inverse] = [plan.counts[index].address, plan.inverses[index].address];
  const [packed, scratch] = [plan.packed[index].address, plan.scratches[index].address];
  const blockBytes = size * size * 4;
  return {
    gramRows: (first, end) =>
      kernels.gramRows(
        first,
        end,
        size,
        offsets.address,
        begins.address,
        ends.address,
        lists.address,
        scales.address,
        counts,
        matrix.address,
      ),
    invertPivot: (pivot) =>
      kernels.invertPivot(matrix.address + ((pivot * (pivot + 3)) / 2) * blockBytes, size, inverse, packed),
    packColumn: (pivot, other) => {
      const at = other * blockBytes;
      kernels.packColumn(
        matrix.address,
        size,
        pivot,
        other,
        packed,
        scratch,
        left.address + at,
        right.address + at,
      );
    },
    sweepBlock: (pivot, i, j) =>
      kernels.sweepBlock(matrix.address, size, pivot, i, j, left.address, right.address, inverse),
  };
}

function plainSteps({ index, plan, memory }: EaseThread): EaseSteps {
  const { size, blockCount } = plan;
  const lists: IncidenceLists = {
    offsets: uint32At(memory, plan.offsets),
    begins: uint32At(memory, plan.begins),
    ends: uint32At(memory, plan.ends),
    lists: uint16At(memory, plan.lists),
  };
  const scales = float32At(memory, plan.scales);
  const matrix: SymmetricBlocks = { size, blockCount, values: float32At(memory, plan.matrix) };
  const step: SweepStep & { pivot: number } = {
    pivot: 0,
    inverse: float32At(memory, plan.inverses[index]),
    column: float32At(memory, plan.left),
    product: float32At(memory, plan.right),
  };
  return {
    gramRows: (first, end) => gramRows(lists, scales, matrix, first, end),
    invertPivot: (pivot) => {
      step.pivot = pivot;
      invertPivot(matrix, step);
    },
    packColumn: (_, other) => packColumn(matrix, step, other),
    sweepBlock: (_, i, j) => sweepBlock(matrix, step, i, j),
  };
}
