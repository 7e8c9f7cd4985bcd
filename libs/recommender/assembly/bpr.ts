import { Simd } from './simd';

// Bayesian personalised ranking by stochastic gradient descent over triples of a user, a positive and a drawn negative;
// `src/kernels/bpr-walk.ts` says the maths and is the twin in plain TypeScript. Rows of factors are padded with zeros to 16
// floats, which stay zero. A walk goes through the positives of a part of the users for two parts of the items, A and B:
//
//   0, 4    u32  addresses of the offsets of A and of B: the positives of the n-th user are offsets[n] … offsets[n + 1] − 1
//   8       u32  index of the first user
//  12       u32  n, the user at hand within the part
//  16       u32  number of users
//  20, 24   u32  first item of A, and how many
//  28, 32   u32  first item of B, and how many
//  36       u32  state of the random draws
//  40       u32  share of negatives from the positive's own part, in 2³²

class Draw {
  /** The finaliser of MurmurHash3: see `mixBits`. */
  @inline
  static mixed(value: u32): u32 {
    let h = value;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  /** 1 / (1 + eˣ), eˣ by a polynomial of degree 5 for the fraction of its power of two. */
  @inline
  static logistic(x: f32): f32 {
    const power: f32 = max<f32>(-40, min<f32>(40, x)) * 1.4426950408889634;
    const whole = nearest<f32>(power);
    const f: f32 = power - whole;
    let sum: f32 = 0.0013333558;
    sum = sum * f + 0.009618129;
    sum = sum * f + 0.05550411;
    sum = sum * f + 0.24022651;
    sum = sum * f + 0.6931472;
    sum = sum * f + 1;
    const scale = reinterpret<f32>((<i32>whole + 127) << 23);
    return <f32>1 / (<f32>1 + sum * scale);
  }
}

/** One triple's step. */
function learn(
  p: usize,
  q: usize,
  r: usize,
  qBias: usize,
  rBias: usize,
  rowBytes: usize,
  learningRate: f32,
  keep: f32,
): void {
  let s0 = f32x4.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let x: usize = 0; x < rowBytes; x += 64) {
    s0 = Simd.multiplyAdd(v128.load(p + x), f32x4.sub(v128.load(q + x), v128.load(r + x)), s0);
    s1 = Simd.multiplyAdd(v128.load(p + x, 16), f32x4.sub(v128.load(q + x, 16), v128.load(r + x, 16)), s1);
    s2 = Simd.multiplyAdd(v128.load(p + x, 32), f32x4.sub(v128.load(q + x, 32), v128.load(r + x, 32)), s2);
    s3 = Simd.multiplyAdd(v128.load(p + x, 48), f32x4.sub(v128.load(q + x, 48), v128.load(r + x, 48)), s3);
  }
  const biasI = load<f32>(qBias);
  const biasJ = load<f32>(rBias);
  const difference: f32 = biasI - biasJ + Simd.sum(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)));
  const step: f32 = learningRate * Draw.logistic(difference);
  store<f32>(qBias, biasI * keep + step);
  store<f32>(rBias, biasJ * keep - step);
  const steps = f32x4.splat(step);
  const back = f32x4.splat(-step);
  const keeps = f32x4.splat(keep);
  for (let x: usize = 0; x < rowBytes; x += 32) {
    const oldP = v128.load(p + x);
    const oldQ = v128.load(q + x);
    const oldR = v128.load(r + x);
    v128.store(p + x, Simd.multiplyAdd(steps, f32x4.sub(oldQ, oldR), f32x4.mul(oldP, keeps)));
    v128.store(q + x, Simd.multiplyAdd(steps, oldP, f32x4.mul(oldQ, keeps)));
    v128.store(r + x, Simd.multiplyAdd(back, oldP, f32x4.mul(oldR, keeps)));
    const nextP = v128.load(p + x, 16);
    const nextQ = v128.load(q + x, 16);
    const nextR = v128.load(r + x, 16);
    v128.store(p + x, Simd.multiplyAdd(steps, f32x4.sub(nextQ, nextR), f32x4.mul(nextP, keeps)), 16);
    v128.store(q + x, Simd.multiplyAdd(steps, nextP, f32x4.mul(nextQ, keeps)), 16);
    v128.store(r + x, Simd.multiplyAdd(back, nextP, f32x4.mul(nextR, keeps)), 16);
  }
}

/** Marks a user's positives: an item's mark is the last user's who likes it, plus one. */
function mark(items: usize, at: u32, to: u32, marks: usize, sign: u32): void {
  for (; at < to; at++) store<u32>(marks + ((<usize>load<u32>(items + ((<usize>at) << 2))) << 2), sign);
}

/**
 * Walks on through whole users until `count` positives are done, or all.
 *
 * @param marks  [itemCount] of this thread; what it has of other walks is right for them and does no harm
 * @param tries  draws for a negative before a positive is passed over
 * @returns the number of positives met; 0 at the end of the walk
 */
export function bprWalk(
  walk: usize,
  count: u32,
  rowBytes: usize,
  items: usize,
  marks: usize,
  userFactors: usize,
  itemFactors: usize,
  itemBiases: usize,
  learningRate: f32,
  keep: f32,
  tries: u32,
): u32 {
  const offsetsA = <usize>load<u32>(walk);
  const offsetsB = <usize>load<u32>(walk, 4);
  const first = load<u32>(walk, 8);
  let user = load<u32>(walk, 12);
  const userCount = load<u32>(walk, 16);
  let state = load<u32>(walk, 36);
  const ownShare = load<u32>(walk, 40);
  let done: u32 = 0;
  for (; user < userCount && done < count; user++) {
    const byte = (<usize>user) << 2;
    const sign = first + user + 1;
    mark(items, load<u32>(offsetsA + byte), load<u32>(offsetsA + byte, 4), marks, sign);
    mark(items, load<u32>(offsetsB + byte), load<u32>(offsetsB + byte, 4), marks, sign);
    const p = userFactors + <usize>(first + user) * rowBytes;
    for (let half: u32 = 0; half < 2; half++) {
      const offsets = half == 0 ? offsetsA : offsetsB;
      const own = walk + (half == 0 ? 20 : 28);
      const other = walk + (half == 0 ? 28 : 20);
      const to = load<u32>(offsets + byte, 4);
      for (let at = load<u32>(offsets + byte); at < to; at++) {
        done++;
        let negative: u32 = 0;
        let found = false;
        for (let n: u32 = 0; n < tries && !found; n++) {
          const part = Draw.mixed(state++) < ownShare ? own : other;
          const drawn = <u64>Draw.mixed(state++) * <u64>load<u32>(part, 4);
          if (load<u32>(part, 4) == 0) continue;
          negative = load<u32>(part) + <u32>(drawn >> 32);
          found = load<u32>(marks + ((<usize>negative) << 2)) != sign;
        }
        if (!found) continue;
        const positive = load<u32>(items + ((<usize>at) << 2));
        learn(
          p,
          itemFactors + <usize>positive * rowBytes,
          itemFactors + <usize>negative * rowBytes,
          itemBiases + ((<usize>positive) << 2),
          itemBiases + ((<usize>negative) << 2),
          rowBytes,
          learningRate,
          keep,
        );
      }
    }
  }
  store<u32>(walk, user, 12);
  store<u32>(walk, state, 36);
  return done;
}
