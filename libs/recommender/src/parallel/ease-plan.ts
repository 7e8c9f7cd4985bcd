import type { IncidenceLists } from '../kernels/gram-rows.js';
import { valueIndex } from '../kernels/symmetric-blocks.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { GATHERING_WORDS } from './gathering.js';
import { float32At, SharedLayout, uint16At, uint32At, type Place } from './shared-layout.js';

/** Rows of a block: its inverse and a panel of it fit into the caches nearest to the processor. */
const BLOCK_SIZE = 128;
/** Additions of a chunk of rows of the Gram matrix: some milliseconds. */
const CHUNK_WORK = 4_000_000;

/** Where everything lies that EASE needs. Plain data: threads are handed a copy. */
export interface EasePlan {
  readonly threads: number;
  readonly itemCount: number;
  /** Rows of a block, and blocks of a side of the matrix. */
  readonly size: number;
  readonly blockCount: number;
  readonly neighbourCount: number;
  readonly offsets: Place;
  readonly begins: Place;
  readonly ends: Place;
  readonly lists: Place;
  /** [blockCount × size] 1 / √G_ii, 0 beyond the items. */
  readonly scales: Place;
  /** The lower triangle in blocks: the scaled Gram matrix, later minus its inverse. */
  readonly matrix: Place;
  /** The pivot's column and its product with the pivot's inverse: [blockCount × size × size] each. */
  readonly left: Place;
  readonly right: Place;
  /** [itemCount × neighbourCount] the result: for each item the greatest weights of the items that foretell it. */
  readonly neighbours: Place;
  readonly weights: Place;
  /** First row of each chunk of the Gram matrix, and the number of rows. */
  readonly chunks: readonly number[];
  /** [1 + 2 × blockCount + 1] next piece of work to be taken, in each phase. */
  readonly turns: Place;
  /** [1] set by whoever meets a pivot that is not positive. */
  readonly failed: Place;
  /** Of each thread. */
  readonly counts: readonly Place[];
  readonly inverses: readonly Place[];
  readonly packed: readonly Place[];
  readonly scratches: readonly Place[];
  readonly gathering: Place;
}

export interface EaseSettings {
  readonly threads: number;
  readonly neighbourCount: number;
}

/** @param lists  with at least one item */
export function planEase(
  lists: IncidenceLists,
  { threads, neighbourCount }: EaseSettings,
): { plan: EasePlan; layout: SharedLayout } {
  const layout = new SharedLayout();
  const itemCount = lists.offsets.length - 1;
  const size = BLOCK_SIZE;
  const blockCount = Math.ceil(itemCount / size);
  const cells = size * size;
  const each = (length: number): Place[] => Array.from({ length: threads }, () => layout.add(length));
  const plan: EasePlan = {
    threads,
    itemCount,
    size,
    blockCount,
    neighbourCount,
    offsets: layout.add(lists.offsets.length),
    begins: layout.add(lists.begins.length),
    ends: layout.add(lists.ends.length),
    lists: layout.add(lists.lists.length, 2),
    scales: layout.add(blockCount * size),
    matrix: layout.add(((blockCount * (blockCount + 1)) / 2) * cells),
    left: layout.add(blockCount * cells),
    right: layout.add(blockCount * cells),
    neighbours: layout.add(itemCount * neighbourCount),
    weights: layout.add(itemCount * neighbourCount),
    chunks: chunksOf(lists),
    turns: layout.add(2 * blockCount + 2),
    failed: layout.add(1),
    counts: each(blockCount * size),
    inverses: each(cells),
    packed: each(cells),
    scratches: each(cells),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, layout };
}

function chunksOf({ offsets, begins, ends }: IncidenceLists): number[] {
  const rowCount = offsets.length - 1;
  const starts = [0];
  let work = 0;
  for (let row = 0; row < rowCount; row++) {
    for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) work += ends[entry] - begins[entry];
    work += row;
    if (work < CHUNK_WORK && row + 1 < rowCount) continue;
    starts.push(row + 1);
    work = 0;
  }
  return starts;
}

/** Writes who has what, and the scales; a row beyond the items is one of the identity. */
export function fillEase(
  plan: EasePlan,
  memory: SharedMemory,
  lists: IncidenceLists,
  regularisation: number,
): void {
  const { itemCount, size, blockCount } = plan;
  uint32At(memory, plan.offsets).set(lists.offsets);
  uint32At(memory, plan.begins).set(lists.begins);
  uint32At(memory, plan.ends).set(lists.ends);
  uint16At(memory, plan.lists).set(lists.lists);
  const scales = float32At(memory, plan.scales);
  for (let item = 0; item < itemCount; item++) {
    scales[item] = 1 / Math.sqrt(lists.offsets[item + 1] - lists.offsets[item] + regularisation);
  }
  const values = float32At(memory, plan.matrix);
  for (let row = itemCount; row < blockCount * size; row++) values[valueIndex(size, row, row)] = 1;
}
