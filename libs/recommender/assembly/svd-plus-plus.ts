import { Simd } from './simd';

// SVD++ by stochastic gradient descent, user by user; `src/kernels/svd-plus-plus-pass.ts` says the maths and is the twin in
// plain TypeScript. Rows of factors are padded with zeros to 16 floats, which stay zero.

class Row {
  /** Sixteen floats of p + norm · (sum of the rows of y that a user's items have), at `x` bytes into the rows. */
  @inline
  static taste(
    p: usize,
    y: usize,
    rowBytes: usize,
    items: usize,
    itemsEnd: usize,
    norm: v128,
    taste: usize,
    x: usize,
  ): void {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let item = items; item < itemsEnd; item += 4) {
      const row = y + <usize>load<u32>(item) * rowBytes + x;
      s0 = f32x4.add(s0, v128.load(row));
      s1 = f32x4.add(s1, v128.load(row, 16));
      s2 = f32x4.add(s2, v128.load(row, 32));
      s3 = f32x4.add(s3, v128.load(row, 48));
    }
    v128.store(taste + x, Simd.multiplyAdd(norm, s0, v128.load(p + x)));
    v128.store(taste + x, Simd.multiplyAdd(norm, s1, v128.load(p + x, 16)), 16);
    v128.store(taste + x, Simd.multiplyAdd(norm, s2, v128.load(p + x, 32)), 32);
    v128.store(taste + x, Simd.multiplyAdd(norm, s3, v128.load(p + x, 48)), 48);
  }

  /** Four factors of both sides, from their old values. */
  @inline
  static update(taste: usize, q: usize, twice: v128, step: v128, keep: v128): void {
    const oldTaste = v128.load(taste);
    const oldQ = v128.load(q);
    v128.store(taste, Simd.multiplyAdd(twice, oldQ, f32x4.mul(oldTaste, keep)));
    v128.store(q, Simd.multiplyAdd(step, oldTaste, f32x4.mul(oldQ, keep)));
  }
}

/**
 * Users first … end − 1. `keep` is 1 − γλ.
 *
 * @param offsets  [users + 1] ratings of user n are offsets[n] … offsets[n + 1] − 1
 * @param items    item of each rating
 * @param values   each rating less the mean of all
 * @param scratch  room for three rows
 * @param penaltyOfSum  whether the implicit factors are pulled towards 0 by their sum, or each by itself
 * @param errors   where each rating's error is written, taken before its update; 0 where nobody asks
 * @returns the sum of squared errors, each taken before its update
 */
export function svdPlusPlusUsers(
  first: u32,
  end: u32,
  rowBytes: usize,
  offsets: usize,
  items: usize,
  values: usize,
  userFactors: usize,
  itemFactors: usize,
  implicitFactors: usize,
  userBiases: usize,
  itemBiases: usize,
  scratch: usize,
  learningRate: f32,
  keep: f32,
  biasLearningRate: f32,
  biasKeep: f32,
  penaltyOfSum: bool,
  errors: usize,
): f64 {
  const keeps = f32x4.splat(keep);
  const taste = scratch;
  const before = scratch + rowBytes;
  const change = before + rowBytes;
  const half = f32x4.splat(0.5);
  let squares: f64 = 0;
  for (let user = first; user < end; user++) {
    const from = load<u32>(offsets + ((<usize>user) << 2));
    const to = load<u32>(offsets + ((<usize>user) << 2), 4);
    if (from == to) continue;
    const norm = f32x4.splat(<f32>(1 / Math.sqrt(<f64>(to - from))));
    const p = userFactors + <usize>user * rowBytes;
    const itemsFrom = items + ((<usize>from) << 2);
    const itemsTo = items + ((<usize>to) << 2);
    for (let x: usize = 0; x < rowBytes; x += 64) {
      Row.taste(p, implicitFactors, rowBytes, itemsFrom, itemsTo, norm, taste, x);
    }
    memory.copy(before, taste, rowBytes);
    let bias = load<f32>(userBiases + ((<usize>user) << 2));
    let kept: f64 = 1;
    for (let at = from; at < to; at++) {
      const item = <usize>load<u32>(items + ((<usize>at) << 2));
      const q = itemFactors + item * rowBytes;
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (let x: usize = 0; x < rowBytes; x += 64) {
        s0 = Simd.multiplyAdd(v128.load(taste + x), v128.load(q + x), s0);
        s1 = Simd.multiplyAdd(v128.load(taste + x, 16), v128.load(q + x, 16), s1);
        s2 = Simd.multiplyAdd(v128.load(taste + x, 32), v128.load(q + x, 32), s2);
        s3 = Simd.multiplyAdd(v128.load(taste + x, 48), v128.load(q + x, 48), s3);
      }
      const itemBias = load<f32>(itemBiases + (item << 2));
      const error: f32 =
        load<f32>(values + ((<usize>at) << 2)) -
        bias -
        itemBias -
        Simd.sum(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
      squares += <f64>error * <f64>error;
      if (errors) store<f32>(errors + ((<usize>at) << 2), error);
      const biasStep: f32 = biasLearningRate * error;
      bias = bias * biasKeep + biasStep;
      store<f32>(itemBiases + (item << 2), itemBias * biasKeep + biasStep);
      const step = f32x4.splat(learningRate * error);
      const twice = f32x4.add(step, step);
      for (let x: usize = 0; x < rowBytes; x += 64) {
        Row.update(taste + x, q + x, twice, step, keeps);
        Row.update(taste + x + 16, q + x + 16, twice, step, keeps);
        Row.update(taste + x + 32, q + x + 32, twice, step, keeps);
        Row.update(taste + x + 48, q + x + 48, twice, step, keeps);
      }
      kept *= <f64>keep;
    }
    store<f32>(userBiases + ((<usize>user) << 2), bias);
    const keptAll = f32x4.splat(<f32>kept);
    const keptEach = f32x4.splat(penaltyOfSum ? 1 : <f32>kept);
    const lost = f32x4.splat(penaltyOfSum ? <f32>(1 - kept) : 0);
    for (let x: usize = 0; x < rowBytes; x += 16) {
      const old = v128.load(before + x);
      const oldP = v128.load(p + x);
      const gained = f32x4.mul(half, f32x4.sub(v128.load(taste + x), f32x4.mul(keptAll, old)));
      v128.store(p + x, Simd.multiplyAdd(keptAll, oldP, gained));
      const pulled = f32x4.sub(gained, f32x4.mul(lost, f32x4.sub(old, oldP)));
      v128.store(change + x, f32x4.mul(pulled, norm));
    }
    for (let item = itemsFrom; item < itemsTo; item += 4) {
      const y = implicitFactors + <usize>load<u32>(item) * rowBytes;
      for (let x: usize = 0; x < rowBytes; x += 16) {
        v128.store(y + x, Simd.multiplyAdd(keptEach, v128.load(y + x), v128.load(change + x)));
      }
    }
  }
  return squares;
}

/** Users first … end − 1: p becomes p + norm · (sum of y), what the user is after training. Parameters as above. */
export function svdPlusPlusTastes(
  first: u32,
  end: u32,
  rowBytes: usize,
  offsets: usize,
  items: usize,
  userFactors: usize,
  implicitFactors: usize,
): void {
  for (let user = first; user < end; user++) {
    const from = load<u32>(offsets + ((<usize>user) << 2));
    const to = load<u32>(offsets + ((<usize>user) << 2), 4);
    const norm = f32x4.splat(from == to ? 0 : <f32>(1 / Math.sqrt(<f64>(to - from))));
    const p = userFactors + <usize>user * rowBytes;
    const itemsFrom = items + ((<usize>from) << 2);
    const itemsTo = items + ((<usize>to) << 2);
    for (let x: usize = 0; x < rowBytes; x += 64) {
      Row.taste(p, implicitFactors, rowBytes, itemsFrom, itemsTo, norm, p, x);
    }
  }
}
