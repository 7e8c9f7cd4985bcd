import { drawGamma } from '../models/bayesian-mf-draws.js';
import { gibbsRows } from '../kernels/gibbs-rows.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { seededRandom } from '../random.js';
import type { Gathering } from './gathering.js';
import {
  errorsPlace,
  GibbsOrder,
  noisePlace,
  otherSide,
  scratchAddress,
  sideAt,
  type GibbsPlan,
} from './gibbs-plan.js';
import { float32At, float64At, int32At } from './shared-layout.js';

/** What every thread of a sampling needs. `kernels` null runs the plain TypeScript twin. */
export interface GibbsThread {
  /** 0 is the caller. */
  readonly index: number;
  readonly plan: GibbsPlan;
  readonly memory: SharedMemory;
  readonly kernels: Kernels | null;
  readonly gathering: Gathering;
}

/** What is done with rows first … end − 1 of the side that is asked for. */
type SampleRows = (first: number, end: number) => number;

/**
 * One thread's share of sampling one side: chunks of rows until none is left. Each chunk draws from a stream of its own,
 * so that it does not matter which thread takes it. After a row, its weight is drawn.
 *
 * @param onWork  called often, with the multiply–adds done since; it may throw
 */
export function sampleShare(thread: GibbsThread, onWork?: (work: number) => void): void {
  const { plan, memory, gathering } = thread;
  const order = new GibbsOrder(plan, memory);
  const name = order.side;
  const chunks = int32At(memory, plan[name].chunks);
  const offsets = int32At(memory, plan[name].offsets);
  const noise = float32At(memory, noisePlace(plan, thread.index));
  const squares = float64At(memory, plan.squares);
  const errors = float64At(memory, errorsPlace(plan, thread.index));
  const rows = float32At(memory, plan[name].rows);
  const { noisePrecision, weightShape } = order;
  const size = plan.factorCount + 1;
  const sample = thread.kernels
    ? compiled(thread, thread.kernels, order)
    : plain(thread, order, noise, errors);
  for (let chunk = order.takeChunk(); chunk < chunks.length - 1; chunk = order.takeChunk()) {
    if (gathering.isStopped) return;
    const [first, end] = [chunks[chunk], chunks[chunk + 1]];
    const random = seededRandom(order.seed + chunk);
    for (let at = 0; at < (end - first) * size; at++) noise[at] = random.normal();
    const plainSum = sample(first, end);
    let weighted = 0;
    for (let row = first; row < end; row++) {
      const error = errors[row - first];
      const root = row * plan.rowLength + size;
      if (weightShape > 0) {
        const shape = weightShape + (offsets[row + 1] - offsets[row]) / 2;
        rows[root] = Math.sqrt(drawGamma(shape, random) / (weightShape + (noisePrecision * error) / 2));
      }
      weighted += rows[root] * rows[root] * error;
    }
    if (name === 'items') squares.set([plainSum, weighted], 2 * chunk);
    onWork?.(((offsets[end] - offsets[first]) * size * size) / 2 + ((end - first) * size ** 3) / 2);
  }
}

function compiled(
  { plan, index }: GibbsThread,
  { gibbsRows: kernel }: Kernels,
  order: GibbsOrder,
): SampleRows {
  const { side: name, keep, noisePrecision } = order;
  const side = plan[name];
  return (first, end) =>
    kernel(
      first,
      end,
      plan.rowLength * 4,
      plan.factorCount,
      noisePrecision,
      side.prior.address,
      side.feedback ? side.feedback.pulls.address : 0,
      side.offsets.address,
      side.others.address,
      side.values.address,
      plan[otherSide(name)].rows.address,
      side.rows.address,
      noisePlace(plan, index).address,
      keep ? plan.means.address : 0,
      keep ? plan.variances.address : 0,
      errorsPlace(plan, index).address,
      scratchAddress(plan, index),
    );
}

function plain(
  { plan, memory }: GibbsThread,
  order: GibbsOrder,
  noise: Float32Array,
  errors: Float64Array,
): SampleRows {
  const { side: name, keep, noisePrecision } = order;
  const side = sideAt(plan, memory, name, noisePrecision);
  const results = {
    rows: float32At(memory, plan[name].rows),
    means: keep ? float32At(memory, plan.means) : null,
    variances: keep ? float32At(memory, plan.variances) : null,
    errors,
  };
  return (first, end) => gibbsRows(side, results, noise, first, end);
}
