import { Simd } from './simd';

// Weights of implicit feedback in a Bayesian factorisation; `src/kernels/feedback-weights.ts` says the maths and is the
// twin in plain TypeScript.

/** sums[rowBytes] = Σ scale_r · residual_r over the rows of one feature; returns Σ scale_r². */
function gather(
  sums: usize,
  others: usize,
  count: u32,
  scales: usize,
  residuals: usize,
  rowBytes: usize,
): f32 {
  memory.fill(sums, 0, rowBytes);
  let squares: f32 = 0;
  for (let n: u32 = 0; n < count; n++) {
    const row = <usize>load<u32>(others + ((<usize>n) << 2));
    const scale = load<f32>(scales + (row << 2));
    const factor = f32x4.splat(scale);
    const residual = residuals + row * rowBytes;
    squares += scale * scale;
    for (let x: usize = 0; x < rowBytes; x += 32) {
      v128.store(sums + x, Simd.multiplyAdd(factor, v128.load(residual + x), v128.load(sums + x)));
      v128.store(
        sums + x,
        Simd.multiplyAdd(factor, v128.load(residual + x, 16), v128.load(sums + x, 16)),
        16,
      );
    }
  }
  return squares;
}

/** residual_r −= scale_r · change for the rows of one feature. */
function scatter(
  change: usize,
  others: usize,
  count: u32,
  scales: usize,
  residuals: usize,
  rowBytes: usize,
): void {
  for (let n: u32 = 0; n < count; n++) {
    const row = <usize>load<u32>(others + ((<usize>n) << 2));
    const factor = f32x4.splat(-load<f32>(scales + (row << 2)));
    const residual = residuals + row * rowBytes;
    for (let x: usize = 0; x < rowBytes; x += 32) {
      v128.store(residual + x, Simd.multiplyAdd(factor, v128.load(change + x), v128.load(residual + x)));
      v128.store(
        residual + x,
        Simd.multiplyAdd(factor, v128.load(change + x, 16), v128.load(residual + x, 16)),
        16,
      );
    }
  }
}

/**
 * Draws the weights of features first … end − 1, one after the other.
 *
 * @param noise    [features × rowBytes] draws from N(0, Λ⁻¹)
 * @param scratch  [rowBytes]
 */
export function feedbackWeights(
  first: u32,
  end: u32,
  rowBytes: usize,
  offsets: usize,
  others: usize,
  scales: usize,
  residuals: usize,
  weights: usize,
  noise: usize,
  strength: f32,
  scratch: usize,
): void {
  for (let feature = first; feature < end; feature++) {
    const from = load<u32>(offsets + ((<usize>feature) << 2));
    const count = load<u32>(offsets + ((<usize>feature) << 2), 4) - from;
    const rows = others + ((<usize>from) << 2);
    const squares = gather(scratch, rows, count, scales, residuals, rowBytes);
    const precision: f32 = squares + strength;
    const share = f32x4.splat(1 / precision);
    const spread = f32x4.splat(1 / sqrt<f32>(precision));
    const kept = f32x4.splat(squares / precision - 1);
    const weight = weights + <usize>feature * rowBytes;
    const drawn = noise + <usize>feature * rowBytes;
    for (let x: usize = 0; x < rowBytes; x += 16) {
      const before = v128.load(weight + x);
      const pulled = Simd.multiplyAdd(share, v128.load(scratch + x), f32x4.mul(kept, before));
      const change = Simd.multiplyAdd(spread, v128.load(drawn + x), pulled);
      v128.store(scratch + x, change);
      v128.store(weight + x, f32x4.add(before, change));
    }
    scatter(scratch, rows, count, scales, residuals, rowBytes);
  }
}
