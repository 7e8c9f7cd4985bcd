import { kthLargest } from '../kernels/kth-largest.js';
import { readRow, type SymmetricBlocks } from '../kernels/symmetric-blocks.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { EasePlan } from './ease-plan.js';
import { float32At, int32At } from './shared-layout.js';

/** One weight in so many tells about how great those to be kept are. */
const SAMPLE_STRIDE = 8;

/**
 * Chooses for each item j the items i whose weights foretell it best: those with the greatest |B_ij|, with their weights.
 *
 *   B_ij = −P_ij / P_jj = −P̃_ij S_i / (P̃_jj S_j)        P̃ = (S G S)⁻¹, S_i = 1 / √G_ii      (Steck 2019, eq. 8)
 */
export class NeighbourSelection {
  private readonly matrix: SymmetricBlocks;
  private readonly scales: Float32Array;
  private readonly neighbours: Int32Array;
  private readonly weights: Float32Array;
  private readonly failed: Int32Array;
  private readonly row: Float32Array;
  private readonly candidates: Int32Array;
  private readonly magnitudes: Float64Array;

  constructor(
    private readonly plan: EasePlan,
    memory: SharedMemory,
  ) {
    const { size, blockCount, itemCount } = plan;
    this.matrix = { size, blockCount, values: float32At(memory, plan.matrix) };
    this.scales = float32At(memory, plan.scales);
    this.neighbours = int32At(memory, plan.neighbours);
    this.weights = float32At(memory, plan.weights);
    this.failed = int32At(memory, plan.failed);
    this.row = new Float32Array(itemCount);
    this.candidates = new Int32Array(itemCount);
    this.magnitudes = new Float64Array(itemCount);
  }

  /** Writes the neighbours of one item, ascending. */
  select(item: number): void {
    const { row, scales } = this;
    readRow(this.matrix, item, row);
    const diagonal = -row[item];
    if (!(diagonal > 0 && diagonal < Infinity)) Atomics.store(this.failed, 0, 1);
    const factor = 1 / (diagonal * scales[item]);
    for (let other = 0; other < row.length; other++) row[other] *= scales[other] * factor;
    row[item] = 0;
    if (this.plan.neighbourCount > 0) this.keepGreatest(item);
  }

  private keepGreatest(item: number): void {
    const { row, candidates, magnitudes, neighbours, weights } = this;
    const { neighbourCount } = this.plan;
    const count = this.gather(item, this.guessLeast());
    for (let n = 0; n < count; n++) magnitudes[n] = Math.abs(row[candidates[n]]);
    const least = kthLargest(magnitudes, count, neighbourCount);
    let above = 0;
    for (let n = 0; n < neighbourCount; n++) if (magnitudes[n] > least) above++;
    let equal = neighbourCount - above;
    let at = item * neighbourCount;
    for (let n = 0; n < count; n++) {
      const other = candidates[n];
      const magnitude = Math.abs(row[other]);
      if (magnitude < least || (magnitude === least && equal-- <= 0)) continue;
      neighbours[at] = other;
      weights[at++] = row[other];
    }
  }

  /** A magnitude that somewhat more than `neighbourCount` others should reach, going by a sample; 0 without enough of it. */
  private guessLeast(): number {
    const { row, magnitudes } = this;
    let count = 0;
    for (let other = 0; other < row.length; other += SAMPLE_STRIDE)
      magnitudes[count++] = Math.abs(row[other]);
    const wanted = Math.ceil((1.3 * this.plan.neighbourCount) / SAMPLE_STRIDE) + 10;
    return wanted < count ? kthLargest(magnitudes, count, wanted) : 0;
  }

  /** The other items whose weights are at least `least` in size, all of them if those are too few. */
  private gather(item: number, least: number): number {
    const { row, candidates } = this;
    let count = 0;
    for (let other = 0; other < row.length; other++) {
      if ((row[other] >= least || -row[other] >= least) && other !== item) candidates[count++] = other;
    }
    return count < this.plan.neighbourCount && least > 0 ? this.gather(item, 0) : count;
  }
}
