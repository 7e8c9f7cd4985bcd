import { bprWalk, NEGATIVE_TRIES, type BprWalk } from '../kernels/bpr-walk.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { ITEM_PARTS, pairsOf, positivesAt, USER_PARTS, walkSeed, type BprPlan } from './bpr-plan.js';
import type { Gathering } from './gathering.js';
import { float32At, int32At } from './shared-layout.js';

/** Positives times floats of a row in one call: below a millisecond, so that whoever asks to stop is heard. */
const WORK_PER_CALL = 300_000;
/** Multiply–adds of a triple for each factor. */
const TRIPLE_WORK = 7;
/** Each item is as likely a negative as any other, over the epochs in which all parts meet. */
const OWN_SHARE = 2 ** 32 / ITEM_PARTS;

/** What every thread of a training needs. `kernels` null runs the plain TypeScript twin. */
export interface BprThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: BprPlan;
  readonly memory: SharedMemory;
  readonly kernels: Kernels | null;
  readonly gathering: Gathering;
}

export interface BprHooks {
  /** Called often, with the multiply–adds done since; it may throw to end the training. */
  readonly onWork?: (work: number) => void;
  /** Called about every 20 ms while the thread waits for others. */
  readonly whileWaiting?: () => void;
  /** Called after each epoch, 1-based. */
  readonly onEpoch?: (epoch: number) => void;
}

/**
 * One thread's share of the training: in each step of an epoch its parts of the users, each with another pair of parts of
 * the items; then it waits for the others.
 *
 * @returns false if the training was stopped
 */
export function runBprThread(thread: BprThread, hooks: BprHooks = {}): boolean {
  const { index, plan, gathering } = thread;
  if (!gathering.meet(hooks.whileWaiting)) return false;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    const pairs = pairsOf(epoch);
    for (let step = 0; step < USER_PARTS; step++) {
      for (let part = index; part < USER_PARTS; part += plan.threads) {
        const pair = pairs[(part + step) % USER_PARTS];
        if (!runWalk(thread, part, pair, walkSeed(plan, epoch, step, part), hooks)) return false;
      }
      if (!gathering.meet(hooks.whileWaiting)) return false;
    }
    hooks.onEpoch?.(epoch + 1);
  }
  return true;
}

/** Walks through the positives of a part of the users for two parts of the items; false if the training was stopped. */
function runWalk(
  thread: BprThread,
  userPart: number,
  [a, b]: readonly [number, number],
  state: number,
  { onWork }: BprHooks,
): boolean {
  const { plan, memory, gathering } = thread;
  const firstUser = plan.userStarts[userPart];
  const walk: BprWalk = {
    firstUser,
    userCount: plan.userStarts[userPart + 1] - firstUser,
    blocks: [positivesAt(plan, memory, userPart, a), positivesAt(plan, memory, userPart, b)],
    ownShare: OWN_SHARE,
    user: 0,
    state,
  };
  const advance = walker(thread, walk);
  const count = Math.ceil(WORK_PER_CALL / plan.rowLength);
  for (let done = advance(count); done > 0; done = advance(count)) {
    if (gathering.isStopped) return false;
    onWork?.(done * plan.rowLength * TRIPLE_WORK);
  }
  return true;
}

/** What does the next positives of a walk and tells how many it did. */
function walker({ index, plan, memory, kernels }: BprThread, walk: BprWalk): (count: number) => number {
  const { rowLength, learningRate, regularisation, items, userFactors, itemFactors, itemBiases } = plan;
  const marks = int32At(memory, plan.marks[index]);
  if (!kernels) {
    const factors = {
      rowLength,
      items: int32At(memory, items),
      marks,
      userFactors: float32At(memory, userFactors),
      itemFactors: float32At(memory, itemFactors),
      itemBiases: float32At(memory, itemBiases),
    };
    return (count) => bprWalk(walk, factors, count, learningRate, regularisation);
  }
  writeWalk(int32At(memory, plan.walks[index]), walk);
  return (count) =>
    kernels.bprWalk(
      plan.walks[index].address,
      count,
      rowLength * 4,
      items.address,
      plan.marks[index].address,
      userFactors.address,
      itemFactors.address,
      itemBiases.address,
      learningRate,
      1 - learningRate * regularisation,
      NEGATIVE_TRIES,
    );
}

/** As assembly/bpr.ts reads it. */
export function writeWalk(
  words: Int32Array,
  { firstUser, userCount, blocks, ownShare, user, state }: BprWalk,
): void {
  const [a, b] = blocks;
  words.set([
    a.offsets.byteOffset,
    b.offsets.byteOffset,
    firstUser,
    user,
    userCount,
    a.firstItem,
    a.itemCount,
    b.firstItem,
    b.itemCount,
    state,
    ownShare,
  ]);
}
