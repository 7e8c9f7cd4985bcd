import { ThreadFailedError } from '../errors.js';
import type { LinearUser } from '../kernels/factor-scorer.js';
import type { ScoredItems } from '../kernels/item-scores.js';
import { fillTopN } from '../kernels/top-n-index.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory, WasmModule } from '../kernels/webassembly.js';
import { Gathering } from './gathering.js';
import { startHelpingThreads, watchHelpingThreads } from './helping-threads.js';
import { float32At, int32At, uint8At } from './shared-layout.js';
import { planTopNBatch, type TopNBatchPlan } from './top-n-batch-plan.js';
import { announceBlock, TopNShare } from './top-n-share.js';

/** What a helping thread is started with. */
export interface TopNTask {
  readonly index: number;
  readonly plan: TopNBatchPlan;
  readonly memory: SharedMemory;
  readonly module: WasmModule;
}

export interface TopNBatchOptions {
  readonly n: number;
  readonly threads: number;
  readonly userNorm: number;
  readonly kernels: CompiledKernels;
  /** Item indices that nobody is shown. */
  readonly barred: Iterable<number>;
  readonly maxBytes?: number | undefined;
  /** Called often while lists are found; it may throw to end it. */
  readonly onWork: () => void;
}

/** Told the list of one user: views that hold until the next call. Null where all items have to be looked at. */
export type OnList = (row: number, items: Int32Array | null, scores: Float32Array | null) => void;

/**
 * Lists for many users, a block after the other, by the caller and helping threads over one shared memory. `close` ends the
 * helpers.
 */
export class TopNBatch {
  private readonly plan: TopNBatchPlan;
  private readonly memory: SharedMemory;
  private readonly gathering: Gathering;
  private readonly share: TopNShare;
  private readonly whileWaiting: () => void;

  /** @throws ModelTooLargeError before anything is allocated, if it needs more than `maxBytes` or 4 GiB */
  constructor(
    items: ScoredItems,
    private readonly options: TopNBatchOptions,
  ) {
    const { n, threads, userNorm, kernels, maxBytes } = options;
    const { plan, layout } = planTopNBatch(items, n, threads);
    this.plan = plan;
    const what = `Finding lists of ${n} of ${plan.top.itemCount} items by ${items.factorCount} factors`;
    this.memory = layout.allocate(what, maxBytes);
    fillTopN(plan.top, this.memory, items, userNorm, options.onWork);
    const barred = uint8At(this.memory, plan.barred);
    for (const item of options.barred) barred[item] = 1;
    this.gathering = new Gathering(int32At(this.memory, plan.gathering), threads);
    this.share = new TopNShare(plan, this.memory, instantiateKernels(kernels.module, this.memory), 0);
    this.whileWaiting = watchHelpingThreads(this.gathering, options.onWork);
    const task: Omit<TopNTask, 'index'> = { plan, memory: this.memory, module: kernels.module };
    startHelpingThreads('top-n.thread.js', threads, task);
  }

  /**
   * Finds the lists of users 0 … userCount − 1.
   *
   * @param userOf       who the user in a row is; null for one whose list is not found here
   * @param exclusionsOf item indices that the user in a row is not shown
   * @throws ThreadFailedError if a helping thread fails or does not start
   */
  run(
    userCount: number,
    userOf: (row: number) => LinearUser | null,
    exclusionsOf: (row: number) => ArrayLike<number>,
    onList: OnList,
  ): void {
    for (let first = 0; first < userCount;) {
      const count = this.fillBlock(first, userCount, userOf, exclusionsOf);
      announceBlock(this.plan, this.memory, count);
      this.meet();
      this.share.run(this.options.onWork);
      this.meet();
      this.readBlock(first, count, onList);
      first += count;
    }
  }

  close(): void {
    this.gathering.stop();
  }

  /** Writes as many users as there is room for; returns how many. */
  private fillBlock(
    first: number,
    userCount: number,
    userOf: (row: number) => LinearUser | null,
    exclusionsOf: (row: number) => ArrayLike<number>,
  ): number {
    const { plan, memory } = this;
    const users = float32At(memory, plan.users);
    const bases = float32At(memory, plan.bases);
    const starts = int32At(memory, plan.starts);
    const exclusions = int32At(memory, plan.exclusions);
    const { columns, factorCount } = plan.top;
    let excluded = 0;
    let count = 0;
    for (; count < plan.blockUsers && first + count < userCount; count++) {
      const without = exclusionsOf(first + count);
      if (count > 0 && excluded + without.length > exclusions.length) break;
      const user = userOf(first + count);
      if (user) {
        const { factors, userStart } = user;
        users.set(factors.subarray(userStart, userStart + factorCount), count * columns);
      }
      bases[count] = user ? user.base : NaN;
      starts[count] = excluded;
      for (let at = 0; at < without.length; at++) exclusions[excluded + at] = without[at];
      excluded += without.length;
    }
    starts[count] = excluded;
    return count;
  }

  private readBlock(first: number, count: number, onList: OnList): void {
    const { plan, memory } = this;
    const items = int32At(memory, plan.items);
    const scores = float32At(memory, plan.scores);
    const counts = int32At(memory, plan.counts);
    for (let row = 0; row < count; row++) {
      const start = row * plan.n;
      const end = start + counts[row];
      if (counts[row] < 0) onList(first + row, null, null);
      else onList(first + row, items.subarray(start, end), scores.subarray(start, end));
    }
  }

  private meet(): void {
    if (!this.gathering.meet(this.whileWaiting)) throw new ThreadFailedError('A helping thread failed');
  }
}
