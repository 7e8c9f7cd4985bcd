import type { ScoredItems } from '../kernels/item-scores.js';
import { planScratch, planTopN, type TopNPlan, type TopNScratch } from '../kernels/top-n-index.js';
import { GATHERING_WORDS } from './gathering.js';
import { SharedLayout, type Place } from './shared-layout.js';

/** Users whose lists are found between two meetings of the threads. */
const BLOCK_USERS = 2048;
/** Items of all these users' exclusions together, unless one user has more. */
const BLOCK_EXCLUSIONS = 1_000_000;

/** Where everything lies that lists for many users need. Plain data: threads are handed a copy. */
export interface TopNBatchPlan {
  readonly threads: number;
  readonly n: number;
  readonly blockUsers: number;
  readonly top: TopNPlan;
  readonly scratches: readonly TopNScratch[];
  /** [itemCount] bytes, 1 for an item that nobody is shown. */
  readonly barred: Place;
  /** [blockUsers × columns] factors, [blockUsers] what each user's scores begin from; NaN for one without a list. */
  readonly users: Place;
  readonly bases: Place;
  /** Exclusions of user row u: exclusions[starts[u]] … exclusions[starts[u + 1] − 1], item indices. */
  readonly starts: Place;
  readonly exclusions: Place;
  /** [blockUsers × n] and [blockUsers]; −1 where a list has to be found by looking at all items. */
  readonly items: Place;
  readonly scores: Place;
  readonly counts: Place;
  /** How many users the block has, and which is next to be taken. */
  readonly block: Place;
  readonly gathering: Place;
}

/** The memory does not depend on how many users there will be. */
export function planTopNBatch(
  items: ScoredItems,
  n: number,
  threads: number,
): { plan: TopNBatchPlan; layout: SharedLayout } {
  const layout = new SharedLayout();
  const top = planTopN(items, layout);
  const plan: TopNBatchPlan = {
    threads,
    n,
    blockUsers: BLOCK_USERS,
    top,
    scratches: Array.from({ length: threads }, () => planScratch(top, n, layout)),
    barred: layout.add(Math.ceil(top.itemCount / 4)),
    users: layout.add(BLOCK_USERS * top.columns),
    bases: layout.add(BLOCK_USERS),
    starts: layout.add(BLOCK_USERS + 1),
    exclusions: layout.add(Math.max(BLOCK_EXCLUSIONS, top.itemCount)),
    items: layout.add(BLOCK_USERS * n),
    scores: layout.add(BLOCK_USERS * n),
    counts: layout.add(BLOCK_USERS),
    block: layout.add(2),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, layout };
}
