import { multiplyRows, implicitRows } from '../kernels/implicit-rows.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { Gathering } from './gathering.js';
import { GRAM_SLICES, rowsWork, type ImplicitPlan, type SideName } from './implicit-plan.js';
import { float32At, int32At } from './shared-layout.js';

/** Floats in one call of the kernel of products, so that the rows stay in the first cache. */
const GRAM_FLOATS = 4096;

/** What every thread of a training needs. `kernels` null runs the plain TypeScript twin. */
export interface ImplicitThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: ImplicitPlan;
  readonly memory: SharedMemory;
  readonly kernels: Kernels | null;
  readonly gathering: Gathering;
}

export interface ImplicitHooks {
  /** Called after every chunk of rows, with its multiply–adds; it may throw to end the training. */
  readonly onWork?: (work: number) => void;
  /** Called about every 20 ms while the thread waits for others. */
  readonly whileWaiting?: () => void;
  /** Called after each epoch, 1-based. */
  readonly onEpoch?: (epoch: number) => void;
}

/**
 * One thread's share of the training. A row depends on the other side alone, and the products of a side are summed slice by
 * slice in order, so that it does not matter which thread does what.
 *
 * @returns false if the training was stopped
 */
export function runImplicitThread(thread: ImplicitThread, hooks: ImplicitHooks = {}): boolean {
  const { plan, gathering } = thread;
  const meet = (): boolean => gathering.meet(hooks.whileWaiting);
  if (!meet()) return false;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    for (const [half, name] of (['users', 'items'] as const).entries()) {
      if (!multiplySlices(thread, name === 'users' ? 'items' : 'users', hooks) || !meet()) return false;
      sumSlices(thread);
      if (!improveSide(thread, name, 2 * epoch + half, hooks) || !meet()) return false;
    }
    hooks.onEpoch?.(epoch + 1);
  }
  return true;
}

/** YᵀY of this thread's slices of a side; false if the training was stopped. */
function multiplySlices(
  { index, plan, memory, kernels, gathering }: ImplicitThread,
  name: SideName,
  { onWork }: ImplicitHooks,
): boolean {
  const { rowLength, gramSlices } = plan;
  const { rows } = plan[name];
  const rowCount = rows.length / rowLength;
  const block = Math.ceil(GRAM_FLOATS / rowLength);
  for (let slice = index; slice < GRAM_SLICES; slice += plan.threads) {
    const place = { address: gramSlices.address + slice * rowLength ** 2 * 4, length: rowLength ** 2 };
    const gram = float32At(memory, place).fill(0);
    const end = Math.floor((rowCount * (slice + 1)) / GRAM_SLICES);
    for (let from = Math.floor((rowCount * slice) / GRAM_SLICES); from < end; from += block) {
      const to = Math.min(end, from + block);
      if (kernels) kernels.multiplyRows(from, to, rowLength * 4, rows.address, place.address);
      else multiplyRows(float32At(memory, rows), rowLength, from, to, gram);
      onWork?.(((to - from) * rowLength ** 2) / 2);
      if (gathering.isStopped) return false;
    }
  }
  return true;
}

/** α₀ times the sum of all slices, both triangles, into the thread's own matrix. */
function sumSlices({ index, plan, memory }: ImplicitThread): void {
  const { rowLength, unobservedWeight } = plan;
  const slices = float32At(memory, plan.gramSlices);
  const gram = float32At(memory, plan.scratches[index].gram);
  for (let i = 0; i < rowLength; i++) {
    for (let j = i; j < rowLength; j++) {
      let sum = 0;
      for (let at = i * rowLength + j; at < slices.length; at += rowLength ** 2) sum += slices[at];
      gram[i * rowLength + j] = gram[j * rowLength + i] = unobservedWeight * sum;
    }
  }
}

/** Takes chunks of rows until none is left; false if the training was stopped. */
function improveSide(
  thread: ImplicitThread,
  name: SideName,
  turn: number,
  { onWork }: ImplicitHooks,
): boolean {
  const { plan, memory, gathering } = thread;
  const { chunks } = plan[name];
  const turns = int32At(memory, plan.turns);
  const offsets = int32At(memory, plan[name].offsets);
  const improve = improver(thread, name);
  for (;;) {
    const chunk = Atomics.add(turns, turn, 1);
    if (chunk >= chunks.length - 1) return true;
    const [first, end] = [chunks[chunk], chunks[chunk + 1]];
    improve(first, end);
    if (gathering.isStopped) return false;
    onWork?.(rowsWork(end - first, offsets[end] - offsets[first], plan.rowLength, plan.steps));
  }
}

function improver(
  { index, plan, memory, kernels }: ImplicitThread,
  name: SideName,
): (first: number, end: number) => void {
  const side = plan[name];
  const other = plan[name === 'users' ? 'items' : 'users'];
  const scratch = plan.scratches[index];
  if (kernels) {
    return (first, end) =>
      kernels.implicitRows(
        first,
        end,
        plan.rowLength * 4,
        side.offsets.address,
        side.others.address,
        side.weights.address,
        other.rows.address,
        side.rows.address,
        scratch.gram.address,
        side.penalties.address,
        plan.steps,
        scratch.rows.address,
      );
  }
  const plain = {
    rowLength: plan.rowLength,
    offsets: int32At(memory, side.offsets),
    others: int32At(memory, side.others),
    weights: float32At(memory, side.weights),
    rows: float32At(memory, side.rows),
    otherRows: float32At(memory, other.rows),
    gram: float32At(memory, scratch.gram),
    penalties: float32At(memory, side.penalties),
    steps: plan.steps,
  };
  return (first, end) => implicitRows(plain, first, end);
}
