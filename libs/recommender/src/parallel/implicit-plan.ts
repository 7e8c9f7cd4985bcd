import { countPositives, orderByCount, placesIn } from '../data/positives.js';
import type { Ratings } from '../data/ratings.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { GATHERING_WORDS } from './gathering.js';
import { float32At, int32At, SharedLayout, type Place } from './shared-layout.js';

/** Floats of a row are rounded up to two vectors. */
const ROW_FLOATS = 8;
/** A side's YᵀY is the sum of those of so many slices of its rows, so that it does not depend on the threads. */
export const GRAM_SLICES = 32;
/** Multiply–adds of a chunk: some milliseconds. */
const CHUNK_WORK = 10_000_000;

export type SideName = 'users' | 'items';

/** One side's positives and rows in shared memory; both sides are numbered anew, those with the most positives first. */
export interface ImplicitSidePlan {
  readonly offsets: Place;
  readonly others: Place;
  readonly weights: Place;
  readonly penalties: Place;
  readonly rows: Place;
  /** First row of each chunk, and the number of rows: a thread takes a chunk at a time. */
  readonly chunks: readonly number[];
}

/** Where everything lies that implicit least squares need. Plain data: threads are handed a copy. */
export interface ImplicitPlan {
  readonly threads: number;
  readonly epochs: number;
  readonly steps: number;
  readonly unobservedWeight: number;
  readonly rowLength: number;
  readonly users: ImplicitSidePlan;
  readonly items: ImplicitSidePlan;
  /** [2 × epochs] next chunk to be taken, of each half of an epoch. */
  readonly turns: Place;
  /** [GRAM_SLICES × rowLength²] */
  readonly gramSlices: Place;
  /** Room for α₀ YᵀY and for three rows, a thread each. */
  readonly scratches: readonly { readonly gram: Place; readonly rows: Place }[];
  readonly gathering: Place;
}

/** The objective and how it is approached; see `trainImplicitAls`. */
export interface ImplicitSettings {
  readonly factorCount: number;
  readonly epochs: number;
  readonly steps: number;
  readonly threads: number;
  readonly positiveFrom: number;
  readonly confidence: number;
  readonly unobservedWeight: number;
  readonly regularisation: number;
  readonly frequencyScaling: number;
}

export interface PlannedImplicit {
  readonly plan: ImplicitPlan;
  readonly layout: SharedLayout;
  /** Indices in the ratings, in the order of the new numbers. */
  readonly userOrder: Int32Array;
  readonly itemOrder: Int32Array;
  /** [rowCount] positives of each row, by new numbers. */
  readonly userCounts: Int32Array;
  readonly itemCounts: Int32Array;
}

export function planImplicit(ratings: Ratings, settings: ImplicitSettings): PlannedImplicit {
  const layout = new SharedLayout();
  const rowLength = Math.ceil(settings.factorCount / ROW_FLOATS) * ROW_FLOATS;
  const counts = countPositives(ratings, settings.positiveFrom);
  const [userOrder, itemOrder] = [orderByCount(counts.ofUser), orderByCount(counts.ofItem)];
  const userCounts = userOrder.map((user) => counts.ofUser[user]);
  const itemCounts = itemOrder.map((item) => counts.ofItem[item]);
  const side = (rowCounts: Int32Array): ImplicitSidePlan => ({
    offsets: layout.add(rowCounts.length + 1),
    others: layout.add(counts.total),
    weights: layout.add(counts.total),
    penalties: layout.add(rowCounts.length),
    rows: layout.add(rowCounts.length * rowLength),
    chunks: chunksOf(rowCounts, rowLength, settings.steps),
  });
  const plan: ImplicitPlan = {
    threads: settings.threads,
    epochs: settings.epochs,
    steps: settings.steps,
    unobservedWeight: settings.unobservedWeight,
    rowLength,
    users: side(userCounts),
    items: side(itemCounts),
    turns: layout.add(2 * settings.epochs),
    gramSlices: layout.add(GRAM_SLICES * rowLength ** 2),
    scratches: Array.from({ length: settings.threads }, () => ({
      gram: layout.add(rowLength ** 2),
      rows: layout.add(3 * rowLength),
    })),
    gathering: layout.add(GATHERING_WORDS),
  };
  return { plan, layout, userOrder, itemOrder, userCounts, itemCounts };
}

/** Multiply–adds of improving rows with so many positives, roughly. */
export function rowsWork(rowCount: number, positives: number, rowLength: number, steps: number): number {
  return (steps + 1) * rowLength * (rowCount * rowLength + 2 * positives);
}

function chunksOf(counts: Int32Array, rowLength: number, steps: number): number[] {
  const starts = [0];
  let work = 0;
  counts.forEach((count, row) => {
    work += rowsWork(1, count, rowLength, steps);
    if (work < CHUNK_WORK && row + 1 < counts.length) return;
    starts.push(row + 1);
    work = 0;
  });
  return starts;
}

/** Writes the positives of both sides, each row's by the other side's numbers, and the penalties. */
export function fillImplicit(
  planned: PlannedImplicit,
  memory: SharedMemory,
  ratings: Ratings,
  settings: ImplicitSettings,
): void {
  const { plan, userOrder, itemOrder, userCounts, itemCounts } = planned;
  const { positiveFrom, confidence } = settings;
  const users = openSide(plan.users, memory, userCounts, settings, itemCounts.length);
  const items = openSide(plan.items, memory, itemCounts, settings, userCounts.length);
  const numberOfUser = placesIn(userOrder);
  const { offsets, others, values } = ratings.byItem;
  itemOrder.forEach((item, number) => {
    for (let at = offsets[item]; at < offsets[item + 1]; at++) {
      if (!(values[at] >= positiveFrom)) continue;
      const place = users.next[numberOfUser[others[at]]]++;
      users.others[place] = number;
      users.weights[place] = 1 + confidence * (values[at] - positiveFrom);
    }
  });
  for (let user = 0, at = 0; user < userCounts.length; user++) {
    for (const end = at + userCounts[user]; at < end; at++) {
      const place = items.next[users.others[at]]++;
      items.others[place] = user;
      items.weights[place] = users.weights[at]!;
    }
  }
}

function openSide(
  side: ImplicitSidePlan,
  memory: SharedMemory,
  counts: Int32Array,
  { regularisation, frequencyScaling, unobservedWeight }: ImplicitSettings,
  otherCount: number,
): { next: Int32Array; others: Int32Array; weights: Float32Array } {
  const offsets = int32At(memory, side.offsets);
  const penalties = float32At(memory, side.penalties);
  counts.forEach((count, row) => {
    offsets[row + 1] = offsets[row] + count;
    penalties[row] = regularisation * (count + unobservedWeight * otherCount) ** frequencyScaling;
  });
  return {
    next: offsets.slice(),
    others: int32At(memory, side.others),
    weights: float32At(memory, side.weights),
  };
}
