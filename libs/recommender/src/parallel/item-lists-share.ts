import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { Gathering } from './gathering.js';
import { groupLength, MERGE_ITEMS, type ItemListsPlan } from './item-lists-plan.js';
import { int32At } from './shared-layout.js';

/** Visits between two questions whether to go on: some milliseconds. */
const VISITS_AT_ONCE = 1024;
/** Bytes of a visit. */
const VISIT_BYTES = 12;

/** What every thread needs. */
export interface ItemListsThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: ItemListsPlan;
  readonly memory: SharedMemory;
  readonly kernels: Kernels;
  readonly gathering: Gathering;
}

export interface ItemListsHooks {
  /** Called every few milliseconds; it may throw to end the work. */
  readonly onWork?: () => void;
  /** Called about every 20 ms while the thread waits for others. */
  readonly whileWaiting?: () => void;
  /** Called after each block of this thread with the share of all visits that are taken. */
  readonly onProgress?: (ratio: number) => void;
}

/**
 * One thread's share: blocks of items until none is left, then lists to be merged. Which thread takes which does not
 * matter: the best keys of a list are the same.
 *
 * @returns false if the work was stopped
 */
export function runItemListsThread(thread: ItemListsThread, hooks: ItemListsHooks = {}): boolean {
  const { plan, memory, gathering } = thread;
  const turns = int32At(memory, plan.turns);
  if (!gathering.meet(hooks.whileWaiting)) return false;
  for (;;) {
    const block = Atomics.add(turns, 0, 1);
    if (block >= plan.blocks.length - 1) break;
    if (!addBlock(thread, block, hooks)) return false;
    hooks.onProgress?.(plan.visitsOf[block + 1] / plan.visitsOf.at(-1)!);
  }
  if (!gathering.meet(hooks.whileWaiting)) return false;
  for (;;) {
    const first = Atomics.add(turns, 1, 1) * MERGE_ITEMS;
    if (first >= plan.itemCount) break;
    merge(thread, first, Math.min(first + MERGE_ITEMS, plan.itemCount));
    hooks.onWork?.();
  }
  return gathering.meet(hooks.whileWaiting);
}

/** Sums of a block, and from them candidates for lists. */
function addBlock(
  { index, plan, kernels, gathering }: ItemListsThread,
  block: number,
  { onWork }: ItemListsHooks,
): boolean {
  const { blocks, visitsOf, words } = plan;
  const { sums, totals, counts, scratch, lists, lengths } = plan.rooms[index];
  const [first, end] = [blocks[block], blocks[block + 1]];
  for (let visit = visitsOf[block]; visit < visitsOf[block + 1]; visit += VISITS_AT_ONCE) {
    kernels.coRatingSums(
      words,
      plan.list.address,
      plan.visits.address + visit * VISIT_BYTES,
      plan.visits.address + Math.min(visit + VISITS_AT_ONCE, visitsOf[block + 1]) * VISIT_BYTES,
      plan.increments.address,
      scratch.address,
      sums.address,
      totals.address,
      counts.address,
      groupLength(end),
      first / 4,
      plan.codeCount,
      plan.limit,
    );
    if (gathering.isStopped) return false;
    onWork?.();
  }
  kernels.coRatingSelect(
    plan.kind,
    sums.address,
    totals.address,
    counts.address,
    groupLength(end),
    first / 4,
    Math.ceil((end - first) / 4),
    plan.itemCount,
    plan.unit,
    plan.shrinkage,
    plan.minSupport,
    plan.norms.address,
    lists.address,
    lengths.address,
    plan.floors.address,
    plan.size,
    scratch.address,
  );
  onWork?.();
  return true;
}

function merge({ index, plan, kernels }: ItemListsThread, first: number, end: number): void {
  const { rooms, threads } = plan;
  const step = (name: 'lists' | 'lengths'): number =>
    threads > 1 ? rooms[1][name].address - rooms[0][name].address : 0;
  kernels.mergeLists(
    first,
    end,
    threads,
    rooms[0].lists.address,
    step('lists'),
    rooms[0].lengths.address,
    step('lengths'),
    plan.size,
    plan.items.address,
    plan.found.address,
    rooms[index].scratch.address,
  );
}
