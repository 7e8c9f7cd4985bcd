import { scatterAround } from '../models/bayesian-mf-draws.js';
import { scratchAddress, type SideName } from './gibbs-plan.js';
import type { GibbsThread } from './gibbs-share.js';
import { float32At } from './shared-layout.js';

/** Rows in one call of the kernel: below a millisecond, so that whoever asks to stop is heard. */
const ROWS_PER_CALL = 2048;
/** Columns of a block of a matrix: see assembly/normal-equations.ts. */
const BLOCK = 8;

/**
 * Σ (row − mean)(row − mean)ᵀ over all rows of a side, [size × size], by the kernel where there is one.
 *
 * @param onWork  called often, with the multiply–adds done since; it may throw
 */
export function scatterOf(
  { index, plan, memory, kernels }: GibbsThread,
  name: SideName,
  mean: Float64Array,
  onWork: (work: number) => void,
): Float64Array {
  const { rowLength } = plan;
  const { rows: place } = plan[name];
  if (!kernels) return scatterAround(mean, float32At(memory, place), rowLength, onWork);
  const size = mean.length;
  const rowCount = place.length / rowLength;
  const matrix = { address: scratchAddress(plan, index), length: rowLength * rowLength };
  const meanPlace = { address: matrix.address + matrix.length * 4, length: rowLength };
  const panel = meanPlace.address + rowLength * 4;
  const [sums, means] = [float32At(memory, matrix).fill(0), float32At(memory, meanPlace).fill(0)];
  means.set(mean);
  for (let first = 0; first < rowCount; first += ROWS_PER_CALL) {
    const count = Math.min(ROWS_PER_CALL, rowCount - first);
    const from = place.address + first * rowLength * 4;
    kernels.gibbsScatter(from, count, rowLength * 4, size, meanPlace.address, matrix.address, panel);
    onWork((count * size * size) / 2);
  }
  const scatter = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const block = Math.floor(j / BLOCK);
      scatter[i * size + j] = scatter[j * size + i] = sums[(block * rowLength + i) * BLOCK + (j % BLOCK)];
    }
  }
  return scatter;
}
