import { float32At, int32At, SharedLayout, uint8At, type Place } from '../parallel/shared-layout.js';
import { scoreItem, type ScoredItems } from './item-scores.js';
import {
  fillTopN,
  planScratch,
  planTopN,
  ScratchWords,
  type TopNPlan,
  type TopNScratch,
} from './top-n-index.js';
import { compileKernels, instantiateKernels, type CompiledKernels, type Kernels } from './wasm.js';
import type { SharedMemory } from './webassembly.js';

/** Items and their scores, best first. */
export interface TopItems {
  /** By item index. */
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

export interface TopNScorerOptions {
  /** Longest list that is found by the kernel. Default 1,000. */
  readonly maxN?: number;
  /** A usual norm of a user's factors, which items are ordered by. Default 1. */
  readonly userNorm?: number;
  readonly kernels?: CompiledKernels | null;
}

const DEFAULT_MAX_N = 1000;

/**
 * Finds the items with the greatest scores for one user without scoring all: bit for bit the list that `scoreItem` and
 * sorting would give, equal scores by item index.
 */
export class TopNScorer {
  private readonly words: ScratchWords;
  private readonly user: Float32Array;
  private readonly marks: Uint8Array;
  private readonly items: Int32Array;
  private readonly scores: Float32Array;

  private constructor(
    private readonly kernels: Kernels,
    memory: SharedMemory,
    private readonly plan: TopNPlan,
    private readonly scratch: TopNScratch,
    private readonly places: { user: Place; items: Place; scores: Place },
    readonly maxN: number,
  ) {
    this.words = new ScratchWords(scratch, memory);
    this.user = float32At(memory, places.user);
    this.marks = uint8At(memory, scratch.excluded);
    this.items = int32At(memory, places.items);
    this.scores = float32At(memory, places.scores);
  }

  /** @returns null where there are no kernels, or the memory cannot be had */
  static of(items: ScoredItems, options: TopNScorerOptions = {}): TopNScorer | null {
    const { maxN = DEFAULT_MAX_N, userNorm = 1, kernels = compileKernels() } = options;
    if (!kernels || items.itemBiases.length === 0) return null;
    const layout = new SharedLayout();
    const plan = planTopN(items, layout);
    const scratch = planScratch(plan, maxN, layout);
    const places = { user: layout.add(plan.columns), items: layout.add(maxN), scores: layout.add(maxN) };
    const memory = layout.tryAllocate();
    if (!memory) return null;
    fillTopN(plan, memory, items, userNorm);
    return new TopNScorer(instantiateKernels(kernels.module, memory), memory, plan, scratch, places, maxN);
  }

  /** Panels of sixteen items whose scores the last call took to the end. */
  get completedPanels(): number {
    return this.words.completedPanels;
  }

  /**
   * @param n           1 to `maxN`
   * @param excluded    item indices that may not be listed
   * @param exhaustive  looks at every item to the end, for comparison
   * @returns null where so many scores are equal, or so little finite, that all have to be looked at one by one
   */
  best(
    user: Float32Array,
    userStart: number,
    base: number,
    n: number,
    excluded: readonly number[] | Int32Array = [],
    exhaustive = false,
  ): TopItems | null {
    const { plan, places, marks } = this;
    for (let f = 0; f < plan.factorCount; f++) this.user[f] = user[userStart + f];
    for (let at = 0; at < excluded.length; at++) marks[excluded[at]] = 1;
    this.words.prepareFor(n);
    const count = this.kernels.topN(
      plan.index.address,
      this.scratch.words.address,
      places.user.address,
      base,
      n,
      exhaustive ? 1 : 0,
      places.items.address,
      places.scores.address,
    );
    for (let at = 0; at < excluded.length; at++) marks[excluded[at]] = 0;
    if (count < 0 || (count < n && !this.user.every(Number.isFinite))) return null;
    return { items: this.items.slice(0, count), scores: this.scores.slice(0, count) };
  }
}

/** The same in plain TypeScript: scores every item and keeps the best. */
export function bestItems(
  items: ScoredItems,
  user: Float32Array,
  userStart: number,
  base: number,
  n: number,
  excluded: readonly number[] | Int32Array = [],
): TopItems {
  const without = new Set(excluded);
  const scores = Float32Array.from(items.itemBiases, (_, item) =>
    scoreItem(items, item, user, userStart, base),
  );
  const order = Int32Array.from(scores.keys()).filter(
    (item) => !without.has(item) && scores[item] > -Infinity,
  );
  order.sort((a, b) => scores[b] - scores[a] || a - b);
  const best = order.slice(0, n);
  return { items: best, scores: Float32Array.from(best, (item) => scores[item]) };
}
