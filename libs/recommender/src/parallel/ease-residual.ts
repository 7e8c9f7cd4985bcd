import { readRow } from '../kernels/symmetric-blocks.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { EasePlan } from './ease-plan.js';
import { float32At, uint32At } from './shared-layout.js';

/** How many columns are looked at, from the most liked item to the least. */
const COLUMNS = 6;
/** Multiply–adds that a like is worth. */
const ENTRY_WORK = 5;

/**
 * How far the inverse is from being one: the greatest |G̃ P̃ − I| over some columns, with G̃ = S (XᵀX + λI) S from the likes
 * themselves, in double precision. 1e-3 changes no order that means anything; 1 is no inverse at all.
 *
 * @param onWork  called often, with the multiply–adds done since; it may throw
 */
export function inverseResidual(
  plan: EasePlan,
  memory: SharedMemory,
  regularisation: number,
  onWork: (work: number) => void,
): number {
  const { itemCount, size, blockCount } = plan;
  const matrix = { size, blockCount, values: float32At(memory, plan.matrix) };
  const offsets = uint32At(memory, plan.offsets);
  const begins = uint32At(memory, plan.begins);
  const scales = float32At(memory, plan.scales);
  // A user is known by where their items begin.
  const sums = new Float64Array(plan.lists.length);
  const inverse = new Float32Array(itemCount);
  let greatest = 0;
  for (let n = 0; n < COLUMNS; n++) {
    const column = Math.floor((n * (itemCount - 1)) / (COLUMNS - 1));
    readRow(matrix, column, inverse);
    sums.fill(0);
    for (let item = 0; item < itemCount; item++) {
      const value = -inverse[item] * scales[item];
      for (let entry = offsets[item]; entry < offsets[item + 1]; entry++) sums[begins[entry]] += value;
      onWork((offsets[item + 1] - offsets[item]) * ENTRY_WORK);
    }
    for (let item = 0; item < itemCount; item++) {
      let product = -inverse[item] * scales[item] * regularisation;
      for (let entry = offsets[item]; entry < offsets[item + 1]; entry++) product += sums[begins[entry]];
      onWork((offsets[item + 1] - offsets[item]) * ENTRY_WORK);
      const residual = Math.abs(product * scales[item] - (item === column ? 1 : 0));
      // What is no number counts too.
      if (!(residual <= greatest)) greatest = residual;
    }
  }
  return greatest;
}
