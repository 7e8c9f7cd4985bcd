// The best items for one user, without scoring them all: src/kernels/top-n-index.ts lays out what is read here. Items lie in
// panels of sixteen, the greatest bounds first, on rotated axes of which the first carry most. A panel is left as soon as no
// item in it can reach the list: by Cauchy-Schwarz, what is missing of a product is at most the product of what is missing
// of the two norms. What remains is scored again by rows, every sum rounded as in src/kernels/item-scores.ts, so that
// lists do not depend on what was left out, nor on the build.

import { Simd } from './simd';

/** Floats of a stage's tile of a panel, in bytes: 16 axes × 16 items. */
const TILE_BYTES: usize = 1024;
const NO_ITEM: u32 = 0xffffffff;
/** Half a unit in the last place of 1. */
const ROUNDING: f32 = 5.9604645e-8;
/** Norms are told a little too large, so that rounding never makes a bound too small. */
const INFLATION: f32 = 1.000001;

/** Where things are: 32-bit words, addresses in bytes. The same for all threads. */
class Index {
  // prettier-ignore
  @inline static panelCount(index: usize): u32 { return load<u32>(index); }
  @inline static stageCount(index: usize): u32 {
    return load<u32>(index, 4);
  }
  @inline static columns(index: usize): u32 {
    return load<u32>(index, 8);
  }
  @inline static order(index: usize): usize {
    return load<u32>(index, 12);
  }
  @inline static bounds(index: usize): usize {
    return load<u32>(index, 16);
  }
  @inline static panelBiases(index: usize): usize {
    return load<u32>(index, 20);
  }
  @inline static rests(index: usize): usize {
    return load<u32>(index, 24);
  }
  @inline static tiles(index: usize): usize {
    return load<u32>(index, 28);
  }
  @inline static rows(index: usize): usize {
    return load<u32>(index, 32);
  }
  @inline static itemBiases(index: usize): usize {
    return load<u32>(index, 36);
  }
  @inline static rotation(index: usize): usize {
    return load<u32>(index, 40);
  }
  @inline static maxNorm(index: usize): f32 {
    return load<f32>(index, 44);
  }
  @inline static maxBias(index: usize): f32 {
    return load<f32>(index, 48);
  }
  @inline static errorPerNorm(index: usize): f32 {
    return load<f32>(index, 52);
  }
}

/** A thread's own room: 32-bit words, addresses in bytes. */
class Scratch {
  @inline static excluded(scratch: usize): usize {
    return load<u32>(scratch);
  }
  @inline static user(scratch: usize): usize {
    return load<u32>(scratch, 4);
  }
  @inline static userRests(scratch: usize): usize {
    return load<u32>(scratch, 8);
  }
  @inline static keys(scratch: usize): usize {
    return load<u32>(scratch, 12);
  }
  @inline static capacity(scratch: usize): u32 {
    return load<u32>(scratch, 16);
  }
  @inline static lanes(scratch: usize): usize {
    return load<u32>(scratch, 20);
  }
  /** Panels whose products were taken to the end in the last call. */
  @inline static countPanels(scratch: usize, count: u32): void {
    store<u32>(scratch, count, 24);
  }
}

/**
 * The `n` items with the greatest scores base + b_i + p·q_i that are not excluded, best first, equal ones by item index.
 *
 * @param user        [columns] p
 * @param exhaustive  1 looks at every item to the end, for comparison
 * @param items       [n] written
 * @param scores      [n] written
 * @returns how many there are; −1 if too many scores are so close that the room for candidates does not do
 */
export function topN(
  index: usize,
  scratch: usize,
  user: usize,
  base: f32,
  n: u32,
  exhaustive: u32,
  items: usize,
  scores: usize,
): i32 {
  const norm = prepareUser(index, scratch, user);
  const product = norm * Index.maxNorm(index);
  const size = abs<f32>(base) + Index.maxBias(index) + product;
  const slack: f32 = 4.0 * (Index.errorPerNorm(index) * product + 8.0 * ROUNDING * size);
  const candidates = collect(index, scratch, norm, slack, n, exhaustive);
  if (candidates < 0) return -1;
  const keys = Scratch.keys(scratch);
  scoreByRows(index, user, base, keys, candidates);
  sortDescending(keys, candidates);
  const count = min(<i32>n, candidates);
  for (let at = 0; at < count; at++) {
    const key = keyAt(keys, at);
    store<u32>(items + ((<usize>at) << 2), itemOf(key));
    store<f32>(scores + ((<usize>at) << 2), scoreOf(key));
  }
  return count;
}

/** Rotates the user and takes the norms of what is left of it after each stage; returns the norm of all of it. */
function prepareUser(index: usize, scratch: usize, user: usize): f32 {
  const stages = Index.stageCount(index);
  const columns = Index.columns(index);
  const rotation = Index.rotation(index);
  const rotated = Scratch.user(scratch);
  const rowBytes = (<usize>stages) << 6;
  if (rotation) {
    for (let stage: u32 = 0; stage < stages; stage++) {
      let q = rotation + ((<usize>stage) << 6);
      let sum0 = f32x4.splat(0);
      let sum1 = sum0;
      let sum2 = sum0;
      let sum3 = sum0;
      for (let f: u32 = 0; f < columns; f++) {
        const p = v128.load32_splat(user + ((<usize>f) << 2));
        sum0 = Simd.multiplyAdd(p, v128.load(q), sum0);
        sum1 = Simd.multiplyAdd(p, v128.load(q, 16), sum1);
        sum2 = Simd.multiplyAdd(p, v128.load(q, 32), sum2);
        sum3 = Simd.multiplyAdd(p, v128.load(q, 48), sum3);
        q += rowBytes;
      }
      const out = rotated + ((<usize>stage) << 6);
      v128.store(out, sum0);
      v128.store(out, sum1, 16);
      v128.store(out, sum2, 32);
      v128.store(out, sum3, 48);
    }
  } else {
    memory.copy(rotated, user, (<usize>columns) << 2);
  }
  const rests = Scratch.userRests(scratch);
  let squares = f32x4.splat(0);
  store<f32>(rests + ((<usize>stages) << 2), 0);
  for (let stage = <i32>stages - 1; stage >= 0; stage--) {
    const p = rotated + ((<usize>stage) << 6);
    for (let at: usize = 0; at < 64; at += 16) {
      const one = v128.load(p + at);
      squares = f32x4.add(squares, f32x4.mul(one, one));
    }
    store<f32>(rests + ((<usize>stage) << 2), INFLATION * Mathf.sqrt(Simd.sum(squares)));
  }
  return load<f32>(rests);
}

/** Writes keys of all items that may be among the best `n`; returns how many, or −1 if they do not fit. */
function collect(index: usize, scratch: usize, norm: f32, slack: f32, n: u32, exhaustive: u32): i32 {
  const panels = Index.panelCount(index);
  const stages = Index.stageCount(index);
  const order = Index.order(index);
  const bounds = Index.bounds(index);
  const panelBiases = Index.panelBiases(index);
  const user = Scratch.user(scratch);
  const userRests = Scratch.userRests(scratch);
  const lanes = Scratch.lanes(scratch);
  const keys = Scratch.keys(scratch);
  const capacity = Scratch.capacity(scratch);
  const excluded = Scratch.excluded(scratch);
  const stageBytes = (<usize>panels) << 10;
  const restBytes = (<usize>panels) << 6;
  let cut: f32 = -Infinity;
  let floor = f32x4.splat(cut);
  let count: u32 = 0;
  let completed: u32 = 0;
  for (let panel: u32 = 0; panel < panels; panel++) {
    const bound = bounds + ((<usize>panel) << 3);
    if (load<f32>(bound) + norm * load<f32>(bound, 4) < cut && !exhaustive) continue;
    const biases = panelBiases + ((<usize>panel) << 6);
    let sum0 = v128.load(biases);
    let sum1 = v128.load(biases, 16);
    let sum2 = v128.load(biases, 32);
    let sum3 = v128.load(biases, 48);
    let q = Index.tiles(index) + ((<usize>panel) << 10);
    let rest = Index.rests(index) + ((<usize>panel) << 6);
    let p = user;
    let stage: u32 = 1;
    for (; ; stage++) {
      let odd0 = f32x4.splat(0);
      let odd1 = odd0;
      let odd2 = odd0;
      let odd3 = odd0;
      for (let end = q + TILE_BYTES; q < end; q += 128) {
        const first = v128.load32_splat(p);
        sum0 = Simd.multiplyAdd(first, v128.load(q), sum0);
        sum1 = Simd.multiplyAdd(first, v128.load(q, 16), sum1);
        sum2 = Simd.multiplyAdd(first, v128.load(q, 32), sum2);
        sum3 = Simd.multiplyAdd(first, v128.load(q, 48), sum3);
        const second = v128.load32_splat(p, 4);
        odd0 = Simd.multiplyAdd(second, v128.load(q, 64), odd0);
        odd1 = Simd.multiplyAdd(second, v128.load(q, 80), odd1);
        odd2 = Simd.multiplyAdd(second, v128.load(q, 96), odd2);
        odd3 = Simd.multiplyAdd(second, v128.load(q, 112), odd3);
        p += 8;
      }
      sum0 = f32x4.add(sum0, odd0);
      sum1 = f32x4.add(sum1, odd1);
      sum2 = f32x4.add(sum2, odd2);
      sum3 = f32x4.add(sum3, odd3);
      if (stage === stages) break;
      const left = v128.load32_splat(userRests + ((<usize>stage) << 2));
      const reach01 = v128.or(
        f32x4.ge(Simd.multiplyAdd(left, v128.load(rest), sum0), floor),
        f32x4.ge(Simd.multiplyAdd(left, v128.load(rest, 16), sum1), floor),
      );
      const reach23 = v128.or(
        f32x4.ge(Simd.multiplyAdd(left, v128.load(rest, 32), sum2), floor),
        f32x4.ge(Simd.multiplyAdd(left, v128.load(rest, 48), sum3), floor),
      );
      if (!v128.any_true(v128.or(reach01, reach23)) && !exhaustive) break;
      q += stageBytes - TILE_BYTES;
      rest += restBytes;
    }
    if (stage < stages) continue;
    completed++;
    let reaching =
      i32x4.bitmask(f32x4.ge(sum0, floor)) |
      (i32x4.bitmask(f32x4.ge(sum1, floor)) << 4) |
      (i32x4.bitmask(f32x4.ge(sum2, floor)) << 8) |
      (i32x4.bitmask(f32x4.ge(sum3, floor)) << 12);
    if (!reaching) continue;
    v128.store(lanes, sum0);
    v128.store(lanes, sum1, 16);
    v128.store(lanes, sum2, 32);
    v128.store(lanes, sum3, 48);
    const names = order + ((<usize>panel) << 6);
    for (; reaching; reaching &= reaching - 1) {
      const lane = (<usize>ctz(reaching)) << 2;
      const item = load<u32>(names + lane);
      if (item === NO_ITEM || load<u8>(excluded + item)) continue;
      const score = load<f32>(lanes + lane);
      if (score < cut) continue;
      setKey(keys, count, keyOf(score, item));
      if (++count < capacity) continue;
      count = keepBest(keys, count, n, slack);
      if (count > capacity - (capacity >> 3)) return -1;
      cut = scoreOf(keyAt(keys, n - 1)) - slack;
      floor = f32x4.splat(cut);
    }
  }
  Scratch.countPanels(scratch, completed);
  return count > n ? keepBest(keys, count, n, slack) : count;
}

/**
 * Moves the `n` greatest keys to the front, the least of them last, and behind them all others whose score is less by no
 * more than `slack`; returns how many that are in all.
 */
function keepBest(keys: usize, count: u32, n: u32, slack: f32): u32 {
  selectGreatest(keys, count, n);
  const cut = scoreOf(keyAt(keys, n - 1)) - slack;
  let kept = n;
  for (let at = n; at < count; at++) {
    const key = keyAt(keys, at);
    if (scoreOf(key) < cut) continue;
    setKey(keys, kept, key);
    kept++;
  }
  return kept;
}

/** Quickselect: the n-th greatest comes to place n − 1, greater ones before it. */
function selectGreatest(keys: usize, count: u32, n: u32): void {
  let low = 0;
  let high = <i32>count - 1;
  const target = <i32>n - 1;
  while (low < high) {
    const pivot = keyAt(keys, (low + high) >> 1);
    let left = low;
    let right = high;
    while (left <= right) {
      while (keyAt(keys, left) > pivot) left++;
      while (keyAt(keys, right) < pivot) right--;
      if (left > right) break;
      const swapped = keyAt(keys, left);
      setKey(keys, left, keyAt(keys, right));
      setKey(keys, right, swapped);
      left++;
      right--;
    }
    if (target <= right) high = right;
    else if (target >= left) low = left;
    else return;
  }
}

/** Scores candidates anew, each by four sums over every fourth factor. */
function scoreByRows(index: usize, user: usize, base: f32, keys: usize, count: i32): void {
  const rowBytes = (<usize>Index.columns(index)) << 2;
  const rows = Index.rows(index);
  const biases = Index.itemBiases(index);
  for (let at = 0; at < count; at += 2) {
    const next = min(at + 1, count - 1);
    const item = itemOf(keyAt(keys, at));
    const other = itemOf(keyAt(keys, next));
    const q = rows + <usize>item * rowBytes;
    const r = rows + <usize>other * rowBytes;
    let sum = f32x4.splat(0);
    let otherSum = sum;
    for (let f: usize = 0; f < rowBytes; f += 16) {
      const p = v128.load(user + f);
      sum = f32x4.add(sum, f32x4.mul(p, v128.load(q + f)));
      otherSum = f32x4.add(otherSum, f32x4.mul(p, v128.load(r + f)));
    }
    const score = base + load<f32>(biases + ((<usize>item) << 2)) + Simd.sum(sum);
    const otherScore = base + load<f32>(biases + ((<usize>other) << 2)) + Simd.sum(otherSum);
    setKey(keys, next, keyOf(otherScore, other));
    setKey(keys, at, keyOf(score, item));
  }
}

/** Shell's sort: there are few, and they are almost in no order. */
function sortDescending(keys: usize, count: i32): void {
  let gap = count;
  while (gap > 1) {
    gap = max(1, (gap * 5 - 1) / 11);
    for (let at = gap; at < count; at++) {
      const key = keyAt(keys, at);
      let place = at;
      for (; place >= gap; place -= gap) {
        const before = keyAt(keys, place - gap);
        if (before >= key) break;
        setKey(keys, place, before);
      }
      setKey(keys, place, key);
    }
  }
}

function keyAt(keys: usize, at: i32): u64 {
  return load<u64>(keys + ((<usize>at) << 3));
}

function setKey(keys: usize, at: i32, key: u64): void {
  store<u64>(keys + ((<usize>at) << 3), key);
}

/** Greater scores have greater keys, and among equal ones smaller items. Adding 0 makes −0 the same as 0. */
function keyOf(score: f32, item: u32): u64 {
  const bits = reinterpret<i32>(score + 0);
  const ordered = (<u32>(bits ^ ((bits >> 31) & 0x7fffffff))) ^ 0x80000000;
  return ((<u64>ordered) << 32) | (<u64>~item);
}

function itemOf(key: u64): u32 {
  return ~(<u32>key);
}

function scoreOf(key: u64): f32 {
  const bits = <i32>((<u32>(key >> 32)) ^ 0x80000000);
  return reinterpret<f32>(bits ^ ((bits >> 31) & 0x7fffffff));
}
