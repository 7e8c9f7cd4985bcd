import { float32At, int32At, type Place, type SharedLayout } from '../parallel/shared-layout.js';
import { ItemScorer, type ScoredItems } from './item-scores.js';
import { principalAxes } from './principal-axes.js';
import type { SharedMemory } from './webassembly.js';

/** Items of a panel, factors of a stage: see assembly/top-n.ts. */
const PANEL = 16;
const STAGE = 16;
/** Factors of a row are rounded up to a vector. */
const LANES = 4;
const INDEX_WORDS = 16;
const SCRATCH_WORDS = 16;
const CAPACITY = 4;
const COMPLETED_PANELS = 6;
/** Beyond this many factors axes take too long to find, so that items stay as they are. */
const MOST_ROTATED = 256;
/** Multiply–adds for the Gram matrix that the axes are found by. */
const GRAM_WORK = 16_000_000;
const ROUNDING = 2 ** -24;
const INFLATION = 1 + 2 ** -20;
/** Room for candidates beyond the list itself, at least. */
const SPARE_KEYS = 128;

/** Where the items of a model lie, ready for `topN`. Plain data: threads are handed a copy. */
export interface TopNPlan {
  readonly itemCount: number;
  readonly factorCount: number;
  /** Floats of a row of factors, of users as of items. */
  readonly columns: number;
  readonly panelCount: number;
  readonly stageCount: number;
  /** Whether factors are rotated to principal axes. */
  readonly rotated: boolean;
  readonly index: Place;
  readonly order: Place;
  readonly bounds: Place;
  readonly panelBiases: Place;
  readonly rests: Place;
  readonly tiles: Place;
  readonly rows: Place;
  readonly itemBiases: Place;
  readonly rotation: Place;
}

/** A thread's own room. */
export interface TopNScratch {
  readonly words: Place;
  /** [itemCount] bytes, 1 for an item that may not be listed. */
  readonly excluded: Place;
  readonly user: Place;
  readonly userRests: Place;
  readonly keys: Place;
  readonly lanes: Place;
}

/** 8 bytes a factor of each item, and some 24 bytes an item. */
export function planTopN({ factorCount, itemBiases }: ScoredItems, layout: SharedLayout): TopNPlan {
  const itemCount = itemBiases.length;
  const columns = Math.ceil(factorCount / LANES) * LANES;
  const panelCount = Math.ceil(itemCount / PANEL);
  const stageCount = Math.ceil(factorCount / STAGE);
  const rotated = factorCount <= MOST_ROTATED && stageCount > 1;
  return {
    itemCount,
    factorCount,
    columns,
    panelCount,
    stageCount,
    rotated,
    index: layout.add(INDEX_WORDS),
    order: layout.add(panelCount * PANEL),
    bounds: layout.add(panelCount * 2),
    panelBiases: layout.add(panelCount * PANEL),
    rests: layout.add(stageCount * panelCount * PANEL),
    tiles: layout.add(stageCount * panelCount * STAGE * PANEL),
    rows: layout.add(itemCount * columns),
    itemBiases: layout.add(itemCount),
    rotation: layout.add(rotated ? columns * stageCount * STAGE : 0),
  };
}

/** @param n  the longest list that will be asked for */
export function planScratch(
  { itemCount, stageCount }: TopNPlan,
  n: number,
  layout: SharedLayout,
): TopNScratch {
  const capacity = capacityFor(n);
  return {
    words: layout.add(SCRATCH_WORDS),
    excluded: layout.add(Math.ceil(itemCount / 4)),
    user: layout.add(stageCount * STAGE),
    userRests: layout.add(stageCount + 1),
    keys: layout.add(capacity, 8),
    lanes: layout.add(PANEL),
  };
}

/** Candidates that are held for a list of `n`: the fewer, the sooner it is known what cannot reach the list. */
function capacityFor(n: number): number {
  return n + Math.max(n, SPARE_KEYS);
}

/** The words of a thread's room, which say where it is. */
export class ScratchWords {
  private readonly words: Int32Array;

  constructor({ words, excluded, user, userRests, keys, lanes }: TopNScratch, memory: SharedMemory) {
    this.words = int32At(memory, words);
    const places = [excluded, user, userRests, keys];
    this.words.set([...places.map(({ address }) => address), 0, lanes.address]);
  }

  /** To be called before lists of another length are asked for. */
  prepareFor(n: number): void {
    this.words[CAPACITY] = capacityFor(n);
  }

  /** Panels whose scores were taken to the end in the last call of `topN`. */
  get completedPanels(): number {
    return this.words[COMPLETED_PANELS];
  }
}

/**
 * Writes the items of a model: rotated to axes of which the first carry most, and in the order of their greatest possible
 * scores for a user whose factors have the norm `userNorm`. Lists depend on neither; how quickly they are found does.
 *
 * @param onWork  called every few milliseconds; it may throw to end it
 */
export function fillTopN(
  plan: TopNPlan,
  memory: SharedMemory,
  items: ScoredItems,
  userNorm: number,
  onWork: () => void = () => undefined,
): void {
  const { itemCount, factorCount, columns } = plan;
  const rows = float32At(memory, plan.rows);
  for (let item = 0; item < itemCount; item++) {
    rows.set(items.itemFactors.subarray(item * factorCount, (item + 1) * factorCount), item * columns);
  }
  float32At(memory, plan.itemBiases).set(items.itemBiases);
  const norms = new Float64Array(itemCount);
  for (let item = 0; item < itemCount; item++) norms[item] = norm(rows, item * columns, columns);
  const order = Int32Array.from(norms.keys());
  const reach = norms.map((one, item) => items.itemBiases[item] + userNorm * one);
  order.sort((a, b) => reach[b] - reach[a] || a - b);
  const places = int32At(memory, plan.order);
  places.fill(-1).set(order);
  onWork();
  if (plan.rotated) writeRotation(plan, memory, items, order);
  writeTiles(plan, memory, items, onWork);
  writeBounds(plan, memory, items.itemBiases, order);
}

/** Axes of the items with the greatest reach, which are those that bounds are wanted of. */
function writeRotation(plan: TopNPlan, memory: SharedMemory, items: ScoredItems, order: Int32Array): void {
  const { factorCount: k, stageCount } = plan;
  const rotation = float32At(memory, plan.rotation);
  const gram = new Float64Array(k * k);
  const used = Math.min(order.length, Math.max(k, Math.floor(GRAM_WORK / (k * k))));
  for (let at = 0; at < used; at++) {
    const start = order[at] * k;
    for (let f = 0; f < k; f++) {
      const value = items.itemFactors[start + f];
      for (let g = 0; g <= f; g++) gram[f * k + g] += value * items.itemFactors[start + g];
    }
  }
  for (let f = 0; f < k; f++) for (let g = 0; g < f; g++) gram[g * k + f] = gram[f * k + g];
  const axes = principalAxes(gram, k);
  for (let f = 0; f < k; f++) rotation.set(axes.subarray(f * k, (f + 1) * k), f * stageCount * STAGE);
}

/** The items' factors along the axes, a stage after the other, and the norms of what each stage leaves. */
function writeTiles(plan: TopNPlan, memory: SharedMemory, items: ScoredItems, onWork: () => void): void {
  const { itemCount, factorCount, panelCount, stageCount } = plan;
  const order = int32At(memory, plan.order);
  const tiles = float32At(memory, plan.tiles);
  const rests = float32At(memory, plan.rests);
  const squares = new Float64Array(itemCount);
  const coordinates = coordinatesOf(plan, memory, items);
  for (let axis = factorCount - 1; axis >= 0; axis--) {
    onWork();
    const stage = Math.floor(axis / STAGE);
    const values = coordinates(axis);
    for (let place = 0; place < itemCount; place++) {
      const value = values(order[place]);
      const panel = Math.floor(place / PANEL);
      const tile = (stage * panelCount + panel) * STAGE * PANEL;
      tiles[tile + (axis % STAGE) * PANEL + (place % PANEL)] = value;
      squares[place] += value * value;
    }
    // What is left after the stage before this one.
    if (axis % STAGE !== 0 || stage === 0) continue;
    const start = (stage - 1) * panelCount * PANEL;
    for (let place = 0; place < itemCount; place++)
      rests[start + place] = INFLATION * Math.sqrt(squares[place]);
  }
  // The last stage leaves nothing; its place keeps the whole norm, which panels are bounded by.
  const whole = (stageCount - 1) * panelCount * PANEL;
  for (let place = 0; place < itemCount; place++)
    rests[whole + place] = INFLATION * Math.sqrt(squares[place]);
}

/** The coordinate of every item along an axis: scores for a user who is that axis. */
function coordinatesOf(
  plan: TopNPlan,
  memory: SharedMemory,
  items: ScoredItems,
): (axis: number) => (item: number) => number {
  const { itemCount, factorCount, stageCount } = plan;
  const { itemFactors } = items;
  if (!plan.rotated) return (axis) => (item) => itemFactors[item * factorCount + axis];
  const rotation = float32At(memory, plan.rotation);
  const scorer = new ItemScorer({ factorCount, itemFactors, itemBiases: new Float32Array(itemCount) });
  const direction = new Float32Array(factorCount);
  const values = new Float32Array(itemCount);
  return (axis) => {
    for (let f = 0; f < factorCount; f++) direction[f] = rotation[f * stageCount * STAGE + axis];
    scorer.scoreAll(direction, 0, 0, values);
    return (item) => values[item];
  };
}

function writeBounds(
  plan: TopNPlan,
  memory: SharedMemory,
  itemBiases: Float32Array,
  order: Int32Array,
): void {
  const { panelCount, stageCount, factorCount: k } = plan;
  const panelBiases = float32At(memory, plan.panelBiases).fill(-Infinity);
  order.forEach((item, place) => (panelBiases[place] = itemBiases[item]));
  const norms = float32At(memory, plan.rests).subarray((stageCount - 1) * panelCount * PANEL);
  const bounds = float32At(memory, plan.bounds);
  let maxNorm = 0;
  for (let panel = 0; panel < panelCount; panel++) {
    const [first, end] = [panel * PANEL, (panel + 1) * PANEL];
    bounds[2 * panel] = panelBiases.subarray(first, end).reduce((a, b) => Math.max(a, b));
    bounds[2 * panel + 1] = norms.subarray(first, end).reduce((a, b) => Math.max(a, b));
    maxNorm = Math.max(maxNorm, bounds[2 * panel + 1]);
  }
  const words = [
    plan.order,
    plan.bounds,
    plan.panelBiases,
    plan.rests,
    plan.tiles,
    plan.rows,
    plan.itemBiases,
  ];
  const index = int32At(memory, plan.index);
  index.set([panelCount, stageCount, plan.columns, ...words.map(({ address }) => address)]);
  index[10] = plan.rotated ? plan.rotation.address : 0;
  const maxBias = itemBiases.reduce((most, bias) => Math.max(most, Math.abs(bias)), 0);
  // Of a product along the axes, relative to the norms: each coordinate is a sum of k terms, and so is the product.
  const error = ROUNDING * ((plan.rotated ? 2 * k * Math.sqrt(k) : 0) + 4 * k + 64);
  float32At(memory, plan.index).set([maxNorm, maxBias, error], 11);
}

function norm(rows: Float32Array, start: number, length: number): number {
  let squares = 0;
  for (let at = start; at < start + length; at++) squares += rows[at] * rows[at];
  return Math.sqrt(squares);
}
