import type { RatingGroups, Ratings } from '../data/ratings.js';
import { gibbsScratchFloats } from '../kernels/gibbs-kernel.js';
import { gibbsMatrixRows, gibbsRowLength, type GibbsSide } from '../kernels/gibbs-rows.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { GATHERING_WORDS } from './gathering.js';
import { float32At, float64At, int32At, SharedLayout, type Place } from './shared-layout.js';

/** A chunk of rows ends when it has so many rows, or so many ratings. */
const CHUNK_ROWS = 64;
const CHUNK_RATINGS = 4096;

/** Where one side lies. */
export interface GibbsSidePlan {
  readonly offsets: Place;
  readonly others: Place;
  readonly values: Place;
  readonly rows: Place;
  readonly prior: Place;
  /** What the row's partners say of it, whatever the ratings; null where that is not asked. */
  readonly feedback: GibbsFeedbackPlan | null;
  /** [chunks + 1] first row of each chunk; chunks do not depend on the number of threads. */
  readonly chunks: Place;
}

/** Where one side's implicit feedback lies; features are the rows of the other side. */
export interface GibbsFeedbackPlan {
  /** [rows × rowLength] see `GibbsSide.pulls` */
  readonly pulls: Place;
  readonly residuals: Place;
  /** [rows] */
  readonly scales: Place;
  /** [features × rowLength] */
  readonly weights: Place;
  readonly noise: Place;
}

/** Where everything lies that sampling needs. Plain data: threads are handed a copy. */
export interface GibbsPlan {
  readonly threads: number;
  readonly factorCount: number;
  readonly rowLength: number;
  readonly users: GibbsSidePlan;
  readonly items: GibbsSidePlan;
  /** [userCount × rowLength] means and variances of the users, in sweeps that are kept. */
  readonly means: Place;
  readonly variances: Place;
  /** [2 × chunks of the items] sums of squared errors: without weights, then with. */
  readonly squares: Place;
  /** [threads] kernels' memory: see assembly/gibbs.ts. */
  readonly scratch: Place;
  /** [threads × CHUNK_ROWS × (k + 1)] */
  readonly noise: Place;
  /** [threads × CHUNK_ROWS] */
  readonly errors: Place;
  /** What to do next: see `GibbsOrder`. */
  readonly order: Place;
  readonly orderNumbers: Place;
  readonly gathering: Place;
}

export function planGibbs(
  ratings: Ratings,
  factorCount: number,
  threads: number,
  hasFeedback = false,
): { plan: GibbsPlan; layout: SharedLayout } {
  const layout = new SharedLayout();
  const rowLength = gibbsRowLength(factorCount);
  const matrixRows = gibbsMatrixRows(factorCount);
  const rowCount = ratings.users.size + ratings.items.size;
  const feedback = (rows: number): GibbsFeedbackPlan => ({
    pulls: layout.add(rows * rowLength),
    residuals: layout.add(rows * rowLength),
    scales: layout.add(rows),
    weights: layout.add((rowCount - rows) * rowLength),
    noise: layout.add((rowCount - rows) * rowLength),
  });
  const side = (groups: RatingGroups): GibbsSidePlan => ({
    offsets: layout.add(groups.offsets.length),
    others: layout.add(groups.others.length),
    values: layout.add(groups.values.length),
    rows: layout.add((groups.offsets.length - 1) * rowLength),
    prior: layout.add(matrixRows * rowLength),
    feedback: hasFeedback ? feedback(groups.offsets.length - 1) : null,
    chunks: layout.add(chunkStarts(groups.offsets).length),
  });
  const users = side(ratings.byUser);
  const items = side(ratings.byItem);
  const plan: GibbsPlan = {
    threads,
    factorCount,
    rowLength,
    users,
    items,
    means: layout.add(users.rows.length),
    variances: layout.add(users.rows.length),
    squares: layout.add(2 * (items.chunks.length - 1), 8),
    scratch: layout.add(threads * gibbsScratchFloats(rowLength)),
    noise: layout.add(threads * CHUNK_ROWS * (factorCount + 1)),
    errors: layout.add(threads * CHUNK_ROWS, 8),
    order: layout.add(ORDER_WORDS),
    orderNumbers: layout.add(3, 8),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, layout };
}

/** The address of one thread's scratch memory. */
export function scratchAddress(plan: GibbsPlan, thread: number): number {
  return plan.scratch.address + thread * gibbsScratchFloats(plan.rowLength) * 4;
}

/** Where one thread's noise lies. */
export function noisePlace(plan: GibbsPlan, thread: number): Place {
  const length = CHUNK_ROWS * (plan.factorCount + 1);
  return { address: plan.noise.address + thread * length * 4, length };
}

/** Where one thread's squared errors lie. */
export function errorsPlace(plan: GibbsPlan, thread: number): Place {
  return { address: plan.errors.address + thread * CHUNK_ROWS * 8, length: CHUNK_ROWS };
}

function chunkStarts(offsets: Int32Array): number[] {
  const rowCount = offsets.length - 1;
  const starts = [0];
  for (let row = 1, first = 0; row < rowCount; row++) {
    if (row - first < CHUNK_ROWS && offsets[row] - offsets[first] < CHUNK_RATINGS) continue;
    first = row;
    starts.push(row);
  }
  return [...starts, rowCount];
}

/** Writes the ratings of both sides, each less the mean. */
export function fillGibbs(plan: GibbsPlan, ratings: Ratings, memory: SharedMemory): void {
  const mean = ratings.globalMean;
  for (const [side, groups] of [
    [plan.users, ratings.byUser],
    [plan.items, ratings.byItem],
  ] as const) {
    int32At(memory, side.offsets).set(groups.offsets);
    int32At(memory, side.others).set(groups.others);
    int32At(memory, side.chunks).set(chunkStarts(groups.offsets));
    const values = float32At(memory, side.values);
    for (let at = 0; at < values.length; at++) values[at] = groups.values[at] - mean;
  }
}

/** Users or items as the plain twin sees them. */
export function sideAt(
  plan: GibbsPlan,
  memory: SharedMemory,
  name: SideName,
  noisePrecision: number,
): GibbsSide {
  const side = plan[name];
  return {
    factorCount: plan.factorCount,
    rowLength: plan.rowLength,
    offsets: int32At(memory, side.offsets),
    others: int32At(memory, side.others),
    values: float32At(memory, side.values),
    otherRows: float32At(memory, plan[otherSide(name)].rows),
    prior: float32At(memory, side.prior),
    pulls: side.feedback && float32At(memory, side.feedback.pulls),
    noisePrecision,
  };
}

export type SideName = 'users' | 'items';

export function otherSide(name: SideName): SideName {
  return name === 'users' ? 'items' : 'users';
}

const [NEXT_CHUNK, SIDE, KEEP] = [0, 1, 2];
const ORDER_WORDS = 16;

/** What all threads do next, in shared memory: written by the caller while the others wait. */
export class GibbsOrder {
  private readonly words: Int32Array;
  private readonly numbers: Float64Array;

  constructor(plan: GibbsPlan, memory: SharedMemory) {
    this.words = int32At(memory, plan.order);
    this.numbers = float64At(memory, plan.orderNumbers);
  }

  /**
   * @param keep  whether means and variances are wanted too
   * @param seed  a whole number; chunk n draws from seed + n
   * @param weightShape  shape of the gamma distribution of the rows' weights, whose mean is 1; 0: all are 1
   */
  give(side: SideName, keep: boolean, seed: number, noisePrecision: number, weightShape: number): void {
    this.words[SIDE] = side === 'users' ? 0 : 1;
    this.words[KEEP] = keep ? 1 : 0;
    this.numbers.set([seed, noisePrecision, weightShape]);
    Atomics.store(this.words, NEXT_CHUNK, 0);
  }

  /** The next chunk that no thread has taken. */
  takeChunk(): number {
    return Atomics.add(this.words, NEXT_CHUNK, 1);
  }

  get side(): SideName {
    return this.words[SIDE] === 0 ? 'users' : 'items';
  }

  get keep(): boolean {
    return this.words[KEEP] === 1;
  }

  get seed(): number {
    return this.numbers[0];
  }

  get noisePrecision(): number {
    return this.numbers[1];
  }

  get weightShape(): number {
    return this.numbers[2];
  }
}
