import type { Ratings } from '../data/ratings.js';
import { ThreadFailedError } from '../errors.js';
import type { SgdStep } from '../kernels/sgd-block.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { FactorParameters } from '../kernels/sgd-pass.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { WarmRow, WarmRows } from '../models/warm-start.js';
import { Gathering } from './gathering.js';
import { startHelpers } from './helpers.js';
import { runSgdThread } from './sgd-thread.js';
import { factorsAt, fillBlocks, planSgd, type PlannedSgd } from './sgd-plan.js';
import { int32At } from './shared-layout.js';

/** A helper that has not started by then is taken for dead. */
const START_TIMEOUT_MS = 60_000;

export interface BlockSgdOptions {
  readonly factorCount: number;
  readonly threads: number;
  /** The sizes of the steps, an epoch each. */
  readonly steps: readonly SgdStep[];
  /** The next value of a factor at the start: users' before items', by index. */
  readonly nextFactor: () => number;
  /** The kernels to use; null runs the plain TypeScript twin, in this thread only. */
  readonly kernels: CompiledKernels | null;
  /** The most shared memory that may be used, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Called often, with the multiply–adds done since; it may throw to end the training. */
  readonly onWork: (work: number) => void;
  /** Where known users and items start, instead of drawn factors and biases of 0. */
  readonly start?: WarmRows | null;
  /**
   * Called after each epoch, 1-based, with the sum of squared errors over all ratings; it may throw. `read` copies the
   * factors as they are while it runs.
   */
  readonly onEpoch: (epoch: number, squares: number, read: () => FactorParameters) => void;
}

/**
 * Trains biased matrix factorisation block by block, with helping threads over one shared memory. Blocks the thread
 * that calls it, which does its share of the work.
 *
 * The result depends on ratings, sizes of steps, first factors and build of the kernels, but not on `threads`.
 *
 * @throws ModelTooLargeError before anything is allocated, if it needs more than `maxBytes` or 4 GiB
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainInBlocks(ratings: Ratings, options: BlockSgdOptions): FactorParameters {
  const { factorCount, kernels, steps } = options;
  const threads = kernels ? options.threads : 1;
  const planned = planSgd(ratings, factorCount, threads);
  const { plan } = planned;
  const what = `Training ${ratings.users.size} users and ${ratings.items.size} items by ${factorCount} factors over ${ratings.length} ratings`;
  const memory = planned.layout.allocate(what, options.maxBytes);
  fillBlocks(planned, ratings, memory);
  fillFactors(planned, memory, options);
  const gathering = new Gathering(int32At(memory, plan.gathering), threads);
  const read = (): FactorParameters => readFactors(planned, ratings, memory, factorCount);
  try {
    startHelpers(threads, { plan, memory, module: kernels && kernels.module, steps });
    const finished = runSgdThread(
      {
        index: 0,
        plan,
        memory,
        kernels: kernels && instantiateKernels(kernels.module, memory),
        gathering,
        steps,
      },
      {
        onWork: options.onWork,
        onEpoch: (epoch, squares) => options.onEpoch(epoch, squares, read),
        whileWaiting: watchHelpers(gathering, options),
      },
    );
    if (!finished) throw new ThreadFailedError('A helping thread failed');
  } finally {
    gathering.stop();
  }
  return read();
}

/** Called while waiting: hears whoever asks to stop, and gives up on helpers that never came to the first meeting. */
function watchHelpers(gathering: Gathering, { onWork }: BlockSgdOptions): () => void {
  const began = performance.now();
  return () => {
    onWork(Infinity);
    if (!gathering.hasMet && performance.now() - began > START_TIMEOUT_MS) {
      throw new ThreadFailedError(`A helping thread has not started within ${START_TIMEOUT_MS} ms`);
    }
  };
}

function fillFactors(
  { plan, itemOrder }: PlannedSgd,
  memory: SharedMemory,
  { factorCount, nextFactor, onWork, start }: BlockSgdOptions,
): void {
  const { rowLength, userFactors, itemFactors, userBiases, itemBiases } = factorsAt(plan, memory);
  const fill = (
    rows: Float32Array,
    biases: Float32Array,
    row: number,
    known: WarmRow | null | undefined,
  ): void => {
    if (known) {
      rows.set(known.factors, row * rowLength);
      biases[row] = known.bias;
    } else {
      for (let x = 0; x < factorCount; x++) rows[row * rowLength + x] = nextFactor();
    }
    onWork(factorCount * 20);
  };
  const userCount = userFactors.length / rowLength;
  for (let user = 0; user < userCount; user++) fill(userFactors, userBiases, user, start?.user(user));
  const newNumber = new Int32Array(itemOrder.length);
  itemOrder.forEach((item, number) => (newNumber[item] = number));
  newNumber.forEach((number, item) => fill(itemFactors, itemBiases, number, start?.item(item)));
}

/** The factors as a model holds them: rows close together, items by their index in the ratings, in memory of its own. */
function readFactors(
  { plan, itemOrder }: PlannedSgd,
  ratings: Ratings,
  memory: SharedMemory,
  factorCount: number,
): FactorParameters {
  const padded = factorsAt(plan, memory);
  const { rowLength } = plan;
  const userFactors = new Float32Array(ratings.users.size * factorCount);
  const itemFactors = new Float32Array(ratings.items.size * factorCount);
  const itemBiases = new Float32Array(ratings.items.size);
  for (let user = 0; user < ratings.users.size; user++) {
    const start = user * rowLength;
    userFactors.set(padded.userFactors.subarray(start, start + factorCount), user * factorCount);
  }
  itemOrder.forEach((item, number) => {
    const start = number * rowLength;
    itemFactors.set(padded.itemFactors.subarray(start, start + factorCount), item * factorCount);
    itemBiases[item] = padded.itemBiases[number]!;
  });
  const userBiases = new Float32Array(padded.userBiases);
  return { factorCount, globalMean: ratings.globalMean, userBiases, itemBiases, userFactors, itemFactors };
}
