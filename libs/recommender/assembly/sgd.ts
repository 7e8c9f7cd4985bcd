import { Simd } from './simd';

// Stochastic gradient descent over blocks of ratings; `src/kernels/sgd-block.ts` says the maths and is the twin in plain
// TypeScript. Rows of factors are padded with zeros to 16 floats, which stay zero.
//
// A lane is where one walk through a block stands:
//
//   0  u32  address of `offsets`: the ratings of the n-th user of the block are offsets[n] … offsets[n + 1] − 1
//   4  u32  n, the user at hand within the block
//   8  u32  index of the block's first user
//  12  u32  next rating
//  16  u32  end of the block's ratings
//  24  f64  sum of squared errors so far
//
// Two lanes walk in turn through blocks that share neither user nor item: a rating waits for the one before it of the
// same user, and meanwhile the processor computes the other lane's. The result is the same as one block after the other.

class Lane {
  @inline
  static left(lane: usize): u32 {
    return load<u32>(lane, 16) - load<u32>(lane, 12);
  }

  @inline
  static advance(offsets: usize, user: u32, at: u32): u32 {
    while (load<u32>(offsets + ((<usize>user) << 2), 4) <= at) user++;
    return user;
  }
}

/**
 * The next `count` ratings of both lanes, fewer if a lane has not so many. `keep` is 1 − γλ.
 *
 * @returns the number of ratings done in each lane
 */
export function sgdPair(
  laneA: usize,
  laneB: usize,
  count: u32,
  rowBytes: usize,
  items: usize,
  values: usize,
  userFactors: usize,
  itemFactors: usize,
  userBiases: usize,
  itemBiases: usize,
  learningRate: f32,
  keep: f32,
  biasLearningRate: f32,
  biasKeep: f32,
): u32 {
  const total = min(count, min(Lane.left(laneA), Lane.left(laneB)));
  if (total == 0) return 0;
  const keeps = f32x4.splat(keep);
  const offsetsA = <usize>load<u32>(laneA);
  const offsetsB = <usize>load<u32>(laneB);
  const firstA = load<u32>(laneA, 8);
  const firstB = load<u32>(laneB, 8);
  let atA = load<u32>(laneA, 12);
  let atB = load<u32>(laneB, 12);
  let squaresA = load<f64>(laneA, 24);
  let squaresB = load<f64>(laneB, 24);
  let userA = Lane.advance(offsetsA, load<u32>(laneA, 4), atA);
  let userB = Lane.advance(offsetsB, load<u32>(laneB, 4), atB);
  let userEndA = load<u32>(offsetsA + ((<usize>userA) << 2), 4);
  let userEndB = load<u32>(offsetsB + ((<usize>userB) << 2), 4);
  let pA = userFactors + <usize>(firstA + userA) * rowBytes;
  let pB = userFactors + <usize>(firstB + userB) * rowBytes;
  let biasA = load<f32>(userBiases + ((<usize>(firstA + userA)) << 2));
  let biasB = load<f32>(userBiases + ((<usize>(firstB + userB)) << 2));
  for (let done: u32 = 0; done < total; done++) {
    if (atA == userEndA) {
      store<f32>(userBiases + ((<usize>(firstA + userA)) << 2), biasA);
      userA = Lane.advance(offsetsA, userA, atA);
      userEndA = load<u32>(offsetsA + ((<usize>userA) << 2), 4);
      pA = userFactors + <usize>(firstA + userA) * rowBytes;
      biasA = load<f32>(userBiases + ((<usize>(firstA + userA)) << 2));
    }
    if (atB == userEndB) {
      store<f32>(userBiases + ((<usize>(firstB + userB)) << 2), biasB);
      userB = Lane.advance(offsetsB, userB, atB);
      userEndB = load<u32>(offsetsB + ((<usize>userB) << 2), 4);
      pB = userFactors + <usize>(firstB + userB) * rowBytes;
      biasB = load<f32>(userBiases + ((<usize>(firstB + userB)) << 2));
    }
    const itemA = load<u32>(items + ((<usize>atA) << 2));
    const itemB = load<u32>(items + ((<usize>atB) << 2));
    const qA = itemFactors + <usize>itemA * rowBytes;
    const qB = itemFactors + <usize>itemB * rowBytes;
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    for (let x: usize = 0; x < rowBytes; x += 64) {
      a0 = Simd.multiplyAdd(v128.load(pA + x), v128.load(qA + x), a0);
      b0 = Simd.multiplyAdd(v128.load(pB + x), v128.load(qB + x), b0);
      a1 = Simd.multiplyAdd(v128.load(pA + x, 16), v128.load(qA + x, 16), a1);
      b1 = Simd.multiplyAdd(v128.load(pB + x, 16), v128.load(qB + x, 16), b1);
      a2 = Simd.multiplyAdd(v128.load(pA + x, 32), v128.load(qA + x, 32), a2);
      b2 = Simd.multiplyAdd(v128.load(pB + x, 32), v128.load(qB + x, 32), b2);
      a3 = Simd.multiplyAdd(v128.load(pA + x, 48), v128.load(qA + x, 48), a3);
      b3 = Simd.multiplyAdd(v128.load(pB + x, 48), v128.load(qB + x, 48), b3);
    }
    const itemBiasA = load<f32>(itemBiases + ((<usize>itemA) << 2));
    const itemBiasB = load<f32>(itemBiases + ((<usize>itemB) << 2));
    const errorA: f32 =
      load<f32>(values + ((<usize>atA) << 2)) -
      biasA -
      itemBiasA -
      Simd.sum(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)));
    const errorB: f32 =
      load<f32>(values + ((<usize>atB) << 2)) -
      biasB -
      itemBiasB -
      Simd.sum(f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)));
    squaresA += <f64>errorA * <f64>errorA;
    squaresB += <f64>errorB * <f64>errorB;
    const biasStepA: f32 = biasLearningRate * errorA;
    const biasStepB: f32 = biasLearningRate * errorB;
    biasA = biasA * biasKeep + biasStepA;
    biasB = biasB * biasKeep + biasStepB;
    store<f32>(itemBiases + ((<usize>itemA) << 2), itemBiasA * biasKeep + biasStepA);
    store<f32>(itemBiases + ((<usize>itemB) << 2), itemBiasB * biasKeep + biasStepB);
    const stepsA = f32x4.splat(learningRate * errorA);
    const stepsB = f32x4.splat(learningRate * errorB);
    for (let x: usize = 0; x < rowBytes; x += 64) {
      Step.update(pA + x, qA + x, stepsA, keeps);
      Step.update(pB + x, qB + x, stepsB, keeps);
    }
    atA++;
    atB++;
  }
  store<f32>(userBiases + ((<usize>(firstA + userA)) << 2), biasA);
  store<f32>(userBiases + ((<usize>(firstB + userB)) << 2), biasB);
  store<u32>(laneA, userA, 4);
  store<u32>(laneB, userB, 4);
  store<u32>(laneA, atA, 12);
  store<u32>(laneB, atB, 12);
  store<f64>(laneA, squaresA, 24);
  store<f64>(laneB, squaresB, 24);
  return total;
}

class Step {
  /** Sixteen factors of both sides, from their old values. */
  @inline
  static update(p: usize, q: usize, step: v128, keep: v128): void {
    let oldP = v128.load(p);
    let oldQ = v128.load(q);
    v128.store(p, Simd.multiplyAdd(step, oldQ, f32x4.mul(oldP, keep)));
    v128.store(q, Simd.multiplyAdd(step, oldP, f32x4.mul(oldQ, keep)));
    oldP = v128.load(p, 16);
    oldQ = v128.load(q, 16);
    v128.store(p, Simd.multiplyAdd(step, oldQ, f32x4.mul(oldP, keep)), 16);
    v128.store(q, Simd.multiplyAdd(step, oldP, f32x4.mul(oldQ, keep)), 16);
    oldP = v128.load(p, 32);
    oldQ = v128.load(q, 32);
    v128.store(p, Simd.multiplyAdd(step, oldQ, f32x4.mul(oldP, keep)), 32);
    v128.store(q, Simd.multiplyAdd(step, oldP, f32x4.mul(oldQ, keep)), 32);
    oldP = v128.load(p, 48);
    oldQ = v128.load(q, 48);
    v128.store(p, Simd.multiplyAdd(step, oldQ, f32x4.mul(oldP, keep)), 48);
    v128.store(q, Simd.multiplyAdd(step, oldP, f32x4.mul(oldQ, keep)), 48);
  }
}

/** The next `count` ratings of one lane, fewer if it has not so many. Parameters and result as those of `sgdPair`. */
export function sgdLane(
  lane: usize,
  count: u32,
  rowBytes: usize,
  items: usize,
  values: usize,
  userFactors: usize,
  itemFactors: usize,
  userBiases: usize,
  itemBiases: usize,
  learningRate: f32,
  keep: f32,
  biasLearningRate: f32,
  biasKeep: f32,
): u32 {
  const total = min(count, Lane.left(lane));
  if (total == 0) return 0;
  const keeps = f32x4.splat(keep);
  const offsets = <usize>load<u32>(lane);
  const first = load<u32>(lane, 8);
  let at = load<u32>(lane, 12);
  const end = at + total;
  let squares = load<f64>(lane, 24);
  let user = load<u32>(lane, 4);
  while (at < end) {
    user = Lane.advance(offsets, user, at);
    const userEnd = min(end, load<u32>(offsets + ((<usize>user) << 2), 4));
    const p = userFactors + <usize>(first + user) * rowBytes;
    let bias = load<f32>(userBiases + ((<usize>(first + user)) << 2));
    for (; at < userEnd; at++) {
      const item = load<u32>(items + ((<usize>at) << 2));
      const q = itemFactors + <usize>item * rowBytes;
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      for (let x: usize = 0; x < rowBytes; x += 64) {
        s0 = Simd.multiplyAdd(v128.load(p + x), v128.load(q + x), s0);
        s1 = Simd.multiplyAdd(v128.load(p + x, 16), v128.load(q + x, 16), s1);
        s2 = Simd.multiplyAdd(v128.load(p + x, 32), v128.load(q + x, 32), s2);
        s3 = Simd.multiplyAdd(v128.load(p + x, 48), v128.load(q + x, 48), s3);
      }
      const itemBias = load<f32>(itemBiases + ((<usize>item) << 2));
      const error: f32 =
        load<f32>(values + ((<usize>at) << 2)) -
        bias -
        itemBias -
        Simd.sum(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
      squares += <f64>error * <f64>error;
      const biasStep: f32 = biasLearningRate * error;
      bias = bias * biasKeep + biasStep;
      store<f32>(itemBiases + ((<usize>item) << 2), itemBias * biasKeep + biasStep);
      const steps = f32x4.splat(learningRate * error);
      for (let x: usize = 0; x < rowBytes; x += 64) Step.update(p + x, q + x, steps, keeps);
    }
    store<f32>(userBiases + ((<usize>(first + user)) << 2), bias);
  }
  store<u32>(lane, user, 4);
  store<u32>(lane, at, 12);
  store<f64>(lane, squares, 24);
  return total;
}
