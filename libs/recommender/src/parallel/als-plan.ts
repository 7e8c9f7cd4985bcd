import type { RatingGroups, Ratings } from '../data/ratings.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { GATHERING_WORDS } from './gathering.js';
import { float32At, int32At, SharedLayout, type Place } from './shared-layout.js';

/** Floats of a row are rounded up to two vectors; there is one more than factors and bias, for the right-hand side. */
const ROW_FLOATS = 8;
/** Ratings of a panel: see assembly/als.ts. */
const PANEL = 128;
/** Multiply–adds of a chunk: some milliseconds. */
const CHUNK_WORK = 20_000_000;

export type SideName = 'users' | 'items';

/** One side's ratings and rows in shared memory. */
export interface AlsSidePlan {
  readonly offsets: Place;
  readonly others: Place;
  readonly values: Place;
  readonly rows: Place;
  /** First row of each chunk, and the number of rows: a thread takes a chunk at a time. */
  readonly chunks: readonly number[];
}

/** Where everything lies that alternating least squares needs. Plain data: threads are handed a copy. */
export interface AlsPlan {
  readonly threads: number;
  readonly epochs: number;
  readonly factorCount: number;
  readonly rowLength: number;
  readonly penaltyPerRow: number;
  readonly penaltyPerRating: number;
  readonly users: AlsSidePlan;
  readonly items: AlsSidePlan;
  /** [larger side] sum of squared errors of each row. */
  readonly squares: Place;
  /** [2 × epochs] next chunk to be taken, of each half of an epoch. */
  readonly turns: Place;
  /** Room for one row's equations, a thread each. */
  readonly scratches: readonly Place[];
  readonly gathering: Place;
}

export interface AlsSettings {
  readonly factorCount: number;
  readonly epochs: number;
  readonly threads: number;
  readonly penaltyPerRow: number;
  readonly penaltyPerRating: number;
}

export function planAls(ratings: Ratings, settings: AlsSettings): { plan: AlsPlan; layout: SharedLayout } {
  const { factorCount, epochs, threads } = settings;
  const layout = new SharedLayout();
  const rowLength = planRowLength(factorCount);
  const side = (groups: RatingGroups): AlsSidePlan => ({
    offsets: layout.add(groups.offsets.length),
    others: layout.add(ratings.length),
    values: layout.add(ratings.length),
    rows: layout.add((groups.offsets.length - 1) * rowLength),
    chunks: chunksOf(groups.offsets, rowLength),
  });
  const plan: AlsPlan = {
    ...settings,
    rowLength,
    users: side(ratings.byUser),
    items: side(ratings.byItem),
    squares: layout.add(Math.max(ratings.users.size, ratings.items.size), 8),
    turns: layout.add(2 * epochs),
    scratches: Array.from({ length: threads }, () => layout.add(alsScratchFloats(rowLength))),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, layout };
}

/** Floats from one row to the next: factors, bias, room for the right-hand side. */
export function planRowLength(factorCount: number): number {
  return Math.ceil((factorCount + 2) / ROW_FLOATS) * ROW_FLOATS;
}

/** A matrix, a panel, which may hold as many ratings as the matrix has rows, and four rows: see assembly/als.ts. */
export function alsScratchFloats(rowLength: number): number {
  return (rowLength + Math.max(rowLength, PANEL) + 4) * rowLength;
}

/** Multiply–adds of solving one row, roughly. */
export function rowWork(ratingCount: number, rowLength: number): number {
  return (ratingCount * rowLength ** 2) / 2 + rowLength ** 3 / 6;
}

function chunksOf(offsets: Int32Array, rowLength: number): number[] {
  const rowCount = offsets.length - 1;
  const starts = [0];
  let work = 0;
  for (let row = 0; row < rowCount; row++) {
    work += rowWork(offsets[row + 1] - offsets[row], rowLength);
    if (work < CHUNK_WORK && row + 1 < rowCount) continue;
    starts.push(row + 1);
    work = 0;
  }
  return starts;
}

/** Writes the ratings of both sides, each less the mean of all. */
export function fillAls(plan: AlsPlan, memory: SharedMemory, ratings: Ratings): void {
  const mean = ratings.globalMean;
  for (const name of ['users', 'items'] as const) {
    const groups = name === 'users' ? ratings.byUser : ratings.byItem;
    int32At(memory, plan[name].offsets).set(groups.offsets);
    int32At(memory, plan[name].others).set(groups.others);
    const values = float32At(memory, plan[name].values);
    for (let at = 0; at < values.length; at++) values[at] = groups.values[at] - mean;
  }
}
