import { ScratchWords } from '../kernels/top-n-index.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { int32At, uint8At } from './shared-layout.js';
import type { TopNBatchPlan } from './top-n-batch-plan.js';

/** Users that a thread takes at a time: a millisecond at most, as a rule. */
const CHUNK_USERS = 16;
const [USERS, NEXT] = [0, 1];
const [FREE, EXCLUDED] = [0, 1];

/** One thread's part in finding lists for a block of users. Lists do not depend on which thread finds them. */
export class TopNShare {
  private readonly marks: Uint8Array;
  private readonly starts: Int32Array;
  private readonly exclusions: Int32Array;
  private readonly counts: Int32Array;
  private readonly block: Int32Array;
  private readonly bases: Float32Array;

  /** To be made after `barred` is written. */
  constructor(
    private readonly plan: TopNBatchPlan,
    memory: SharedMemory,
    private readonly kernels: Kernels,
    private readonly thread: number,
  ) {
    const scratch = plan.scratches[thread];
    new ScratchWords(scratch, memory).prepareFor(plan.n);
    this.marks = uint8At(memory, scratch.excluded);
    const barred = uint8At(memory, plan.barred);
    // Another number than a user's own exclusions have, so that it stays when those are wiped out.
    for (let item = 0; item < barred.length; item++) this.marks[item] = 2 * barred[item];
    this.starts = int32At(memory, plan.starts);
    this.exclusions = int32At(memory, plan.exclusions);
    this.counts = int32At(memory, plan.counts);
    this.block = int32At(memory, plan.block);
    this.bases = new Float32Array(memory.buffer, plan.bases.address, plan.bases.length);
  }

  /** Takes users until none of the block is left; `onChunk` may throw to end it. */
  run(onChunk?: () => void): void {
    for (;;) {
      const first = Atomics.add(this.block, NEXT, CHUNK_USERS);
      const end = Math.min(first + CHUNK_USERS, this.block[USERS]);
      if (first >= end) return;
      for (let user = first; user < end; user++) this.findList(user);
      onChunk?.();
    }
  }

  private findList(user: number): void {
    const { plan, marks, starts, exclusions } = this;
    const { top, n } = plan;
    this.counts[user] = -1;
    if (!Number.isFinite(this.bases[user])) return;
    for (let at = starts[user]; at < starts[user + 1]; at++) {
      if (marks[exclusions[at]] === FREE) marks[exclusions[at]] = EXCLUDED;
    }
    this.counts[user] = this.kernels.topN(
      top.index.address,
      plan.scratches[this.thread].words.address,
      plan.users.address + 4 * user * top.columns,
      this.bases[user],
      n,
      0,
      plan.items.address + 4 * user * n,
      plan.scores.address + 4 * user * n,
    );
    for (let at = starts[user]; at < starts[user + 1]; at++) {
      if (marks[exclusions[at]] === EXCLUDED) marks[exclusions[at]] = FREE;
    }
  }
}

/** Makes a block ready to be shared. */
export function announceBlock(plan: TopNBatchPlan, memory: SharedMemory, userCount: number): void {
  const block = int32At(memory, plan.block);
  block[USERS] = userCount;
  Atomics.store(block, NEXT, 0);
}
