import { blockStart, cellIndex, type SymmetricBlocks } from './symmetric-blocks.js';

/** Who has which item, by item and by user; items are in the order of the matrix. */
export interface IncidenceLists {
  /** [itemCount + 1] first entry of each item: an entry is a user who has it. */
  readonly offsets: Uint32Array;
  /** [entries] where in `lists` the items of that user begin, and where this item stands among them. */
  readonly begins: Uint32Array;
  readonly ends: Uint32Array;
  /** [entries] the items of each user, ascending. */
  readonly lists: Uint16Array;
}

/**
 * Rows first … end − 1 of the lower triangle of S G S:
 *
 *   G_ij = number of users who have i and j, + λ where i = j,    S_i = 1 / √G_ii,    so that the diagonal is 1
 *
 * The kernel of assembly/ease.ts is the same to the bit.
 *
 * @param scales  [blockCount × size] S_i, 0 beyond the items
 */
export function gramRows(
  { offsets, begins, ends, lists }: IncidenceLists,
  scales: Float32Array,
  { size, values }: SymmetricBlocks,
  first: number,
  end: number,
): void {
  for (let row = first; row < end; row++) {
    const counts = new Uint32Array(row);
    for (let entry = offsets[row]; entry < offsets[row + 1]; entry++) {
      for (let at = begins[entry]; at < ends[entry]; at++) counts[lists[at]]++;
    }
    const block = Math.floor(row / size);
    const inBlock = row - block * size;
    for (let column = 0; column < row; column++) {
      const other = Math.floor(column / size);
      const at = blockStart(size, block, other) + cellIndex(size, inBlock, column - other * size);
      values[at] = Math.fround(counts[column]) * Math.fround(scales[row] * scales[column]);
    }
    values[blockStart(size, block, block) + cellIndex(size, inBlock, inBlock)] = 1;
  }
}
