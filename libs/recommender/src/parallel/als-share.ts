import { alsRows } from '../kernels/als-rows.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { rowWork, type AlsPlan, type SideName } from './als-plan.js';
import type { Gathering } from './gathering.js';
import { float32At, float64At, int32At } from './shared-layout.js';

/** What every thread of a training needs. `kernels` null runs the plain TypeScript twin. */
export interface AlsThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: AlsPlan;
  readonly memory: SharedMemory;
  readonly kernels: Kernels | null;
  readonly gathering: Gathering;
}

export interface AlsHooks {
  /** Called after every chunk of rows, with its multiply–adds; it may throw to end the training. */
  readonly onWork?: (work: number) => void;
  /** Called about every 20 ms while the thread waits for others. */
  readonly whileWaiting?: () => void;
  /** Called after each epoch, 1-based, with the sum of squared errors. */
  readonly onEpoch?: (epoch: number, squares: number) => void;
}

/**
 * One thread's share of the training. A row's solution depends on the other side alone, so that it does not matter which
 * thread solves it.
 *
 * @returns false if the training was stopped
 */
export function runAlsThread(thread: AlsThread, hooks: AlsHooks = {}): boolean {
  const { plan, memory, gathering } = thread;
  const squares = float64At(memory, plan.squares).subarray(0, plan.items.offsets.length - 1);
  if (!gathering.meet(hooks.whileWaiting)) return false;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    for (const [half, name] of (['users', 'items'] as const).entries()) {
      if (!solveSide(thread, name, 2 * epoch + half, hooks)) return false;
      if (!gathering.meet(hooks.whileWaiting)) return false;
    }
    hooks.onEpoch?.(
      epoch + 1,
      squares.reduce((sum, one) => sum + one, 0),
    );
    // The next epoch writes the squares anew: not before they are read.
    if (!gathering.meet(hooks.whileWaiting)) return false;
  }
  return true;
}

/** Takes chunks of rows until none is left; false if the training was stopped. */
function solveSide(thread: AlsThread, name: SideName, turn: number, { onWork }: AlsHooks): boolean {
  const { plan, memory, gathering } = thread;
  const { chunks } = plan[name];
  const turns = int32At(memory, plan.turns);
  const offsets = int32At(memory, plan[name].offsets);
  const solve = solver(thread, name);
  for (;;) {
    const chunk = Atomics.add(turns, turn, 1);
    if (chunk >= chunks.length - 1) return true;
    const [first, end] = [chunks[chunk], chunks[chunk + 1]];
    solve(first, end);
    if (gathering.isStopped) return false;
    onWork?.((end - first) * rowWork((offsets[end] - offsets[first]) / (end - first), plan.rowLength));
  }
}

function solver(
  { index, plan, memory, kernels }: AlsThread,
  name: SideName,
): (first: number, end: number) => void {
  const side = plan[name];
  const other = plan[name === 'users' ? 'items' : 'users'];
  const { factorCount, rowLength, penaltyPerRow, penaltyPerRating } = plan;
  if (kernels) {
    return (first, end) =>
      kernels.alsRows(
        first,
        end,
        rowLength * 4,
        factorCount,
        side.offsets.address,
        side.others.address,
        side.values.address,
        other.rows.address,
        side.rows.address,
        penaltyPerRow,
        penaltyPerRating,
        plan.scratches[index].address,
        plan.squares.address,
      );
  }
  const plain = {
    factorCount,
    rowLength,
    offsets: int32At(memory, side.offsets),
    others: int32At(memory, side.others),
    values: float32At(memory, side.values),
    rows: float32At(memory, side.rows),
    otherRows: float32At(memory, other.rows),
    penaltyPerRow,
    penaltyPerRating,
  };
  const squares = float64At(memory, plan.squares);
  return (first, end) => alsRows(plain, first, end, squares);
}
