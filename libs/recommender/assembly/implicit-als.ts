import { Simd } from './simd';

// Implicit alternating least squares: one side's rows are improved by conjugate gradients while the other's stay.
// `src/kernels/implicit-rows.ts` says the maths and is the twin in plain TypeScript. Rows are padded with zeros to a
// multiple of 8 floats.
//
// scratch holds three rows: the residual r, the direction p and the product A·p.

class Rows {
  /** out += k₀ y₀ + k₁ y₁ + k₂ y₂ + k₃ y₃, k in the lanes of `factors`. */
  @inline
  static addFour(
    out: usize,
    y0: usize,
    y1: usize,
    y2: usize,
    y3: usize,
    factors: v128,
    rowBytes: usize,
  ): void {
    const k0 = i8x16.shuffle(factors, factors, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3);
    const k1 = i8x16.shuffle(factors, factors, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7);
    const k2 = i8x16.shuffle(factors, factors, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11, 8, 9, 10, 11);
    const k3 = i8x16.shuffle(
      factors,
      factors,
      12,
      13,
      14,
      15,
      12,
      13,
      14,
      15,
      12,
      13,
      14,
      15,
      12,
      13,
      14,
      15,
    );
    for (let x: usize = 0; x < rowBytes; x += 32) {
      let a = Simd.multiplyAdd(k0, v128.load(y0 + x), v128.load(out + x));
      let b = Simd.multiplyAdd(k0, v128.load(y0 + x, 16), v128.load(out + x, 16));
      a = Simd.multiplyAdd(k1, v128.load(y1 + x), a);
      b = Simd.multiplyAdd(k1, v128.load(y1 + x, 16), b);
      a = Simd.multiplyAdd(k2, v128.load(y2 + x), a);
      b = Simd.multiplyAdd(k2, v128.load(y2 + x, 16), b);
      a = Simd.multiplyAdd(k3, v128.load(y3 + x), a);
      b = Simd.multiplyAdd(k3, v128.load(y3 + x, 16), b);
      v128.store(out + x, a);
      v128.store(out + x, b, 16);
    }
  }

  /** (y₀·v, y₁·v, y₂·v, y₃·v) */
  @inline
  static products(v: usize, y0: usize, y1: usize, y2: usize, y3: usize, rowBytes: usize): v128 {
    let a0 = f32x4.splat(0);
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = a0;
    let b1 = a0;
    let b2 = a0;
    let b3 = a0;
    for (let x: usize = 0; x < rowBytes; x += 32) {
      const even = v128.load(v + x);
      a0 = Simd.multiplyAdd(even, v128.load(y0 + x), a0);
      a1 = Simd.multiplyAdd(even, v128.load(y1 + x), a1);
      a2 = Simd.multiplyAdd(even, v128.load(y2 + x), a2);
      a3 = Simd.multiplyAdd(even, v128.load(y3 + x), a3);
      const odd = v128.load(v + x, 16);
      b0 = Simd.multiplyAdd(odd, v128.load(y0 + x, 16), b0);
      b1 = Simd.multiplyAdd(odd, v128.load(y1 + x, 16), b1);
      b2 = Simd.multiplyAdd(odd, v128.load(y2 + x, 16), b2);
      b3 = Simd.multiplyAdd(odd, v128.load(y3 + x, 16), b3);
    }
    a0 = f32x4.add(a0, b0);
    a1 = f32x4.add(a1, b1);
    a2 = f32x4.add(a2, b2);
    a3 = f32x4.add(a3, b3);
    const low01 = i8x16.shuffle(a0, a1, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const high01 = i8x16.shuffle(a0, a1, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const low23 = i8x16.shuffle(a2, a3, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    const high23 = i8x16.shuffle(a2, a3, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    const sum01 = f32x4.add(low01, high01);
    const sum23 = f32x4.add(low23, high23);
    return f32x4.add(
      i8x16.shuffle(sum01, sum23, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
      i8x16.shuffle(sum01, sum23, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
    );
  }

  @inline
  static product(a: usize, b: usize, rowBytes: usize): f32 {
    let even = f32x4.splat(0);
    let odd = even;
    for (let x: usize = 0; x < rowBytes; x += 32) {
      even = Simd.multiplyAdd(v128.load(a + x), v128.load(b + x), even);
      odd = Simd.multiplyAdd(v128.load(a + x, 16), v128.load(b + x, 16), odd);
    }
    return Simd.sum(f32x4.add(even, odd));
  }

  /** a += factor · b */
  @inline
  static add(a: usize, b: usize, factor: f32, rowBytes: usize): void {
    const factors = f32x4.splat(factor);
    for (let x: usize = 0; x < rowBytes; x += 16) {
      v128.store(a + x, Simd.multiplyAdd(factors, v128.load(b + x), v128.load(a + x)));
    }
  }

  /** a = factor · a + b */
  @inline
  static scaleAndAdd(a: usize, factor: f32, b: usize, rowBytes: usize): void {
    const factors = f32x4.splat(factor);
    for (let x: usize = 0; x < rowBytes; x += 16) {
      v128.store(a + x, Simd.multiplyAdd(factors, v128.load(a + x), v128.load(b + x)));
    }
  }
}

/**
 * out = (G + λI) v + Σ c (y·v − target) y over the entries `at` … `to` − 1.
 */
function apply(
  out: usize,
  v: usize,
  target: f32,
  at: u32,
  to: u32,
  rowBytes: usize,
  others: usize,
  weights: usize,
  otherRows: usize,
  gram: usize,
  penalty: f32,
): void {
  const penalties = f32x4.splat(penalty);
  for (let x: usize = 0; x < rowBytes; x += 16) v128.store(out + x, f32x4.mul(penalties, v128.load(v + x)));
  for (let x: usize = 0; x < rowBytes; x += 16) {
    Rows.addFour(
      out,
      gram,
      gram + rowBytes,
      gram + 2 * rowBytes,
      gram + 3 * rowBytes,
      v128.load(v + x),
      rowBytes,
    );
    gram += 4 * rowBytes;
  }
  const targets = f32x4.splat(target);
  const wholes = at + ((to - at) & ~3);
  for (; at < wholes; at += 4) {
    const entry = others + ((<usize>at) << 2);
    const y0 = otherRows + <usize>load<u32>(entry) * rowBytes;
    const y1 = otherRows + <usize>load<u32>(entry, 4) * rowBytes;
    const y2 = otherRows + <usize>load<u32>(entry, 8) * rowBytes;
    const y3 = otherRows + <usize>load<u32>(entry, 12) * rowBytes;
    const errors = f32x4.sub(Rows.products(v, y0, y1, y2, y3, rowBytes), targets);
    Rows.addFour(out, y0, y1, y2, y3, f32x4.mul(v128.load(weights + ((<usize>at) << 2)), errors), rowBytes);
  }
  for (; at < to; at++) {
    const y = otherRows + <usize>load<u32>(others + ((<usize>at) << 2)) * rowBytes;
    const error: f32 = Rows.product(v, y, rowBytes) - target;
    Rows.add(out, y, load<f32>(weights + ((<usize>at) << 2)) * error, rowBytes);
  }
}

/**
 * Improves rows first … end − 1.
 *
 * @param others     index of the other row of each positive
 * @param weights    c of each positive
 * @param gram       [rowLength × rowLength] α₀ YᵀY
 * @param penalties  [rows] λ of each row
 * @param steps      of conjugate gradients
 */
export function implicitRows(
  first: u32,
  end: u32,
  rowBytes: usize,
  offsets: usize,
  others: usize,
  weights: usize,
  otherRows: usize,
  rows: usize,
  gram: usize,
  penalties: usize,
  steps: u32,
  scratch: usize,
): void {
  const r = scratch;
  const p = scratch + rowBytes;
  const product = p + rowBytes;
  for (let row = first; row < end; row++) {
    const x = rows + <usize>row * rowBytes;
    const from = load<u32>(offsets + ((<usize>row) << 2));
    const to = load<u32>(offsets + ((<usize>row) << 2), 4);
    if (from == to) {
      memory.fill(x, 0, rowBytes);
      continue;
    }
    const penalty = load<f32>(penalties + ((<usize>row) << 2));
    apply(r, x, 1, from, to, rowBytes, others, weights, otherRows, gram, penalty);
    const zero = f32x4.splat(0);
    for (let b: usize = 0; b < rowBytes; b += 16) {
      const residual = f32x4.sub(zero, v128.load(r + b));
      v128.store(r + b, residual);
      v128.store(p + b, residual);
    }
    let square = Rows.product(r, r, rowBytes);
    for (let step: u32 = 0; step < steps && square > 1e-20; step++) {
      apply(product, p, 0, from, to, rowBytes, others, weights, otherRows, gram, penalty);
      const length = square / Rows.product(p, product, rowBytes);
      Rows.add(x, p, length, rowBytes);
      if (step + 1 == steps) break;
      Rows.add(r, product, -length, rowBytes);
      const next = Rows.product(r, r, rowBytes);
      Rows.scaleAndAdd(p, next / square, r, rowBytes);
      square = next;
    }
  }
}

/** cell[4 × 8] += Σ over `count` rows of left[4]ᵀ right[8]; not inlined: V8 does better with the loop by itself. */
function addRowsTile(cell: usize, left: usize, right: usize, count: u32, rowBytes: usize): void {
  let a0 = v128.load(cell);
  let b0 = v128.load(cell, 16);
  let a1 = v128.load(cell + rowBytes);
  let b1 = v128.load(cell + rowBytes, 16);
  let a2 = v128.load(cell + 2 * rowBytes);
  let b2 = v128.load(cell + 2 * rowBytes, 16);
  let a3 = v128.load(cell + 3 * rowBytes);
  let b3 = v128.load(cell + 3 * rowBytes, 16);
  for (const end = left + <usize>count * rowBytes; left < end; left += rowBytes, right += rowBytes) {
    const a = v128.load(right);
    const b = v128.load(right, 16);
    const x0 = v128.load32_splat(left);
    const x1 = v128.load32_splat(left, 4);
    a0 = Simd.multiplyAdd(x0, a, a0);
    b0 = Simd.multiplyAdd(x0, b, b0);
    a1 = Simd.multiplyAdd(x1, a, a1);
    b1 = Simd.multiplyAdd(x1, b, b1);
    const x2 = v128.load32_splat(left, 8);
    const x3 = v128.load32_splat(left, 12);
    a2 = Simd.multiplyAdd(x2, a, a2);
    b2 = Simd.multiplyAdd(x2, b, b2);
    a3 = Simd.multiplyAdd(x3, a, a3);
    b3 = Simd.multiplyAdd(x3, b, b3);
  }
  v128.store(cell, a0);
  v128.store(cell, b0, 16);
  v128.store(cell + rowBytes, a1);
  v128.store(cell + rowBytes, b1, 16);
  v128.store(cell + 2 * rowBytes, a2);
  v128.store(cell + 2 * rowBytes, b2, 16);
  v128.store(cell + 3 * rowBytes, a3);
  v128.store(cell + 3 * rowBytes, b3, 16);
}

/**
 * gram += YᵀY of the rows first … end − 1, in tiles of 4 × 8; of the matrix the upper triangle counts, tiles leave
 * remnants below the diagonal.
 *
 * @param gram  [rowLength × rowLength]
 */
export function multiplyRows(first: u32, end: u32, rowBytes: usize, rows: usize, gram: usize): void {
  const start = rows + <usize>first * rowBytes;
  for (let i: usize = 0; i < rowBytes; i += 16) {
    for (let j = i & ~31; j < rowBytes; j += 32) {
      addRowsTile(gram + (i >> 2) * rowBytes + j, start + i, start + j, end - first, rowBytes);
    }
  }
}
