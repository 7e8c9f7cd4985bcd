import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { Gathering } from './gathering.js';
import type { ItemListsPlan } from './item-lists-plan.js';
import type { LikingListsPlan } from './liking-lists-plan.js';
import { groupLength, MERGE_ITEMS } from './lists-plan.js';
import { int32At } from './shared-layout.js';

/** Visits between two questions whether to go on: some milliseconds. */
const VISITS_AT_ONCE = 1024;

/** What every thread needs. */
export interface ItemListsThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: ItemListsPlan | LikingListsPlan;
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
function addBlock(thread: ItemListsThread, block: number, { onWork }: ItemListsHooks): boolean {
  const { plan, gathering } = thread;
  const { visitsOf } = plan;
  const { sum, select } = plan.source === 'ratings' ? ratingSteps(thread, plan) : likingSteps(thread, plan);
  const [first, end] = [plan.blocks[block], plan.blocks[block + 1]];
  const addressOf = (visit: number): number => plan.visits.address + visit * plan.visitWords * 4;
  for (let visit = visitsOf[block]; visit < visitsOf[block + 1]; visit += VISITS_AT_ONCE) {
    const after = Math.min(visit + VISITS_AT_ONCE, visitsOf[block + 1]);
    sum(addressOf(visit), addressOf(after), groupLength(end), first / 4);
    if (gathering.isStopped) return false;
    onWork?.();
  }
  select(groupLength(end), first / 4, Math.ceil((end - first) / 4));
  onWork?.();
  return true;
}

interface Steps {
  readonly sum: (visits: number, visitsEnd: number, length: number, firstGroup: number) => void;
  readonly select: (length: number, firstGroup: number, groupCount: number) => void;
}

function ratingSteps({ index, kernels }: ItemListsThread, plan: ItemListsPlan): Steps {
  const { sums, totals, counts, scratch, lists, lengths } = plan.rooms[index];
  return {
    sum: (visits, visitsEnd, length, firstGroup) =>
      kernels.coRatingSums(
        plan.words,
        plan.list.address,
        visits,
        visitsEnd,
        plan.increments.address,
        scratch.address,
        sums.address,
        totals.address,
        counts.address,
        length,
        firstGroup,
        plan.codeCount,
        plan.limit,
      ),
    select: (length, firstGroup, groupCount) =>
      kernels.coRatingSelect(
        plan.kind,
        sums.address,
        totals.address,
        counts.address,
        length,
        firstGroup,
        groupCount,
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
      ),
  };
}

function likingSteps({ index, kernels }: ItemListsThread, plan: LikingListsPlan): Steps {
  const { sums, scratch, lists, lengths } = plan.rooms[index];
  return {
    sum: (visits, visitsEnd, length, firstGroup) =>
      kernels.coLikingSums(
        plan.list.address,
        visits,
        visitsEnd,
        sums.address,
        length,
        firstGroup,
        scratch.address,
      ),
    select: (length, firstGroup, groupCount) =>
      kernels.coLikingSelect(
        sums.address,
        length,
        firstGroup,
        groupCount,
        plan.itemCount,
        plan.exact.address,
        plan.rough.address,
        plan.chance,
        plan.shrinkage,
        plan.minSupport,
        plan.genres.address,
        plan.genreCount,
        plan.genreAgreement,
        lists.address,
        lengths.address,
        plan.floors.address,
        plan.size,
      ),
  };
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
