import { addProducts, decompose, NormalEquations, substitute } from './normal-equations';
import { Simd } from './simd';

// Alternating least squares with biases: one side's rows are solved exactly while the other's stay. A row is k factors,
// the bias, and zeros up to a multiple of 8 floats, at least one. `src/kernels/als-rows.ts` says the maths and is the
// twin in plain TypeScript.
//
// scratch holds the matrix [A | b], b in column k + 1, then a panel of PANEL ratings (the other side's factors, 1, and in
// column k + 1 the target), both as normal-equations.ts has them, then four rows of working space.

const PANEL: u32 = 128;

/** Writes up to PANEL ratings into the panel. */
function fillPanel(
  panel: usize,
  count: u32,
  others: usize,
  values: usize,
  otherRows: usize,
  rowBytes: usize,
  factorCount: u32,
): void {
  const biasAt = (<usize>factorCount) << 2;
  const bias = NormalEquations.cell(panel, PANEL << 5, 0, factorCount);
  const target = NormalEquations.cell(panel, PANEL << 5, 0, factorCount + 1);
  const copied = (factorCount & 7) == 0 ? biasAt : rowBytes;
  for (let n: u32 = 0; n < count; n++) {
    const at = (<usize>n) << 2;
    const down = (<usize>n) << 5;
    const other = otherRows + <usize>load<u32>(others + at) * rowBytes;
    let to = panel + down;
    for (let x: usize = 0; x < copied; x += 32) {
      v128.store(to, v128.load(other + x));
      v128.store(to, v128.load(other + x, 16), 16);
      to += PANEL << 5;
    }
    store<f32>(bias + down, 1);
    store<f32>(target + down, load<f32>(values + at) - load<f32>(other + biasAt));
  }
}

/** sums[0] += Σ panel rows, sums[1] += Σ panel rows · target, for blocks of eight columns. */
function addSums(sums: usize, panel: usize, targets: usize, columns: u32, count: u32, rowBytes: usize): void {
  for (let column: u32 = 0; column < columns; column += 8) {
    let plain0 = v128.load(sums);
    let plain1 = v128.load(sums, 16);
    let times0 = v128.load(sums + rowBytes);
    let times1 = v128.load(sums + rowBytes, 16);
    const end = panel + ((<usize>count) << 5);
    let target = targets;
    for (let row = panel; row < end; row += 32) {
      const a = v128.load(row);
      const b = v128.load(row, 16);
      const t = v128.load32_splat(target);
      plain0 = f32x4.add(plain0, a);
      plain1 = f32x4.add(plain1, b);
      times0 = Simd.multiplyAdd(t, a, times0);
      times1 = Simd.multiplyAdd(t, b, times1);
      target += 32;
    }
    v128.store(sums, plain0);
    v128.store(sums, plain1, 16);
    v128.store(sums + rowBytes, times0);
    v128.store(sums + rowBytes, times1, 16);
    sums += 32;
    panel += PANEL << 5;
  }
}

/** Writes the sums of `addSums`, and those of 1 and the target, into the matrix, where these have a block of their own. */
function placeSums(
  matrix: usize,
  block: usize,
  columns: u32,
  sums: usize,
  rowBytes: usize,
  count: u32,
): void {
  for (let i: u32 = 0; i < columns; i++) {
    const cell = NormalEquations.cell(matrix, block, i, columns);
    const at = (<usize>i) << 2;
    store<f32>(cell, load<f32>(sums + at));
    store<f32>(cell, load<f32>(sums + rowBytes + at), 4);
  }
  store<f32>(NormalEquations.cell(matrix, block, columns, columns), <f32>count);
}

/** One row by its k + 1 normal equations; returns its sum of squared errors. */
function solveRow(
  solution: usize,
  from: u32,
  to: u32,
  rowBytes: usize,
  factorCount: u32,
  others: usize,
  values: usize,
  otherRows: usize,
  penalty: f32,
  scratch: usize,
): f64 {
  const size = factorCount + 1;
  const matrixBlock = rowBytes << 3;
  const matrix = scratch;
  const panel = matrix + (rowBytes >> 5) * matrixBlock;
  const work = panel + max(<usize>PANEL, rowBytes >> 2) * rowBytes;
  memory.fill(matrix, 0, (rowBytes >> 5) * matrixBlock);
  // 1 and the target need no tiles where they have the last block for themselves.
  const apart = (factorCount & 7) == 0;
  const targets = NormalEquations.cell(panel, PANEL << 5, 0, size);
  if (apart) memory.fill(work, 0, 2 * rowBytes);
  let targetSum: f64 = 0;
  let targetSquares: f64 = 0;
  for (let at = from; at < to; at += PANEL) {
    const count = min(PANEL, to - at);
    const byte = (<usize>at) << 2;
    fillPanel(panel, count, others + byte, values + byte, otherRows, rowBytes, factorCount);
    addProducts(matrix, matrixBlock, panel, PANEL << 5, apart ? factorCount : size + 1, count);
    if (!apart) continue;
    addSums(work, panel, targets, factorCount, count, rowBytes);
    for (let n: u32 = 0; n < count; n++) {
      const target = <f64>load<f32>(targets + ((<usize>n) << 5));
      targetSum += target;
      targetSquares += target * target;
    }
  }
  const rest = NormalEquations.cell(matrix, matrixBlock, size, size);
  if (apart) {
    placeSums(matrix, matrixBlock, factorCount, work, rowBytes, to - from);
    store<f32>(NormalEquations.cell(matrix, matrixBlock, factorCount, size), <f32>targetSum);
    store<f32>(rest, <f32>targetSquares);
  }
  for (let i: u32 = 0; i < size; i++) {
    const cell = NormalEquations.cell(matrix, matrixBlock, i, i);
    store<f32>(cell, load<f32>(cell) + penalty);
  }
  decompose(matrix, matrixBlock, size, work + 2 * rowBytes);
  substitute(solution, matrix, matrixBlock, size, 0);
  let length: f64 = 0;
  for (let x: usize = 0; x < rowBytes; x += 4)
    length += <f64>load<f32>(solution + x) * <f64>load<f32>(solution + x);
  return max(0, <f64>load<f32>(rest) - <f64>penalty * length);
}

/** Four ratings' factors become four columns of `count` rows each; `to` is the first, rows are 32 bytes apart. */
function transposeFour(to: usize, a: usize, b: usize, c: usize, d: usize, count: u32): void {
  const end = to + ((<usize>count) << 5);
  for (; to < end; to += 128) {
    const va = v128.load(a);
    const vb = v128.load(b);
    const vc = v128.load(c);
    const vd = v128.load(d);
    const ab = v128.shuffle<f32>(va, vb, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(vc, vd, 0, 4, 1, 5);
    v128.store(to, v128.shuffle<f64>(ab, cd, 0, 2));
    v128.store(to, v128.shuffle<f64>(ab, cd, 1, 3), 32);
    const ab2 = v128.shuffle<f32>(va, vb, 2, 6, 3, 7);
    const cd2 = v128.shuffle<f32>(vc, vd, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(ab2, cd2, 0, 2), 64);
    v128.store(to, v128.shuffle<f64>(ab2, cd2, 1, 3), 96);
    a += 16;
    b += 16;
    c += 16;
    d += 16;
  }
}

/**
 * One row with fewer ratings than factors, by as many equations as ratings: w = Xᵀa with (XXᵀ + λI) a = t is the same as
 * (XᵀX + λI) w = Xᵀt, and the errors t − Xw are λa.
 */
function solveShortRow(
  solution: usize,
  from: u32,
  count: u32,
  rowBytes: usize,
  factorCount: u32,
  others: usize,
  values: usize,
  otherRows: usize,
  penalty: f32,
  scratch: usize,
): f64 {
  const biasAt = (<usize>factorCount) << 2;
  // The panel has a column for each rating, and a row for each factor and the bias, up to a multiple of four.
  const panelBlock = rowBytes << 3;
  const matrixBlock = (<usize>((count + 8) & ~7)) << 5;
  const matrix = scratch;
  const panel = matrix + (rowBytes >> 5) * (rowBytes << 3);
  const work = panel + max(<usize>PANEL, rowBytes >> 2) * rowBytes;
  const zeros = work + rowBytes;
  const blocks = (count + 8) >> 3;
  memory.fill(zeros, 0, rowBytes);
  memory.fill(matrix, 0, <usize>blocks * matrixBlock);
  others += (<usize>from) << 2;
  values += (<usize>from) << 2;
  for (let n: u32 = 0; n < count; n += 4) {
    const at = others + ((<usize>n) << 2);
    const a = otherRows + <usize>load<u32>(at) * rowBytes;
    const b = n + 1 < count ? otherRows + <usize>load<u32>(at, 4) * rowBytes : zeros;
    const c = n + 2 < count ? otherRows + <usize>load<u32>(at, 8) * rowBytes : zeros;
    const d = n + 3 < count ? otherRows + <usize>load<u32>(at, 12) * rowBytes : zeros;
    const to = NormalEquations.cell(panel, panelBlock, 0, n);
    transposeFour(to, a, b, c, d, factorCount);
    const ones = NormalEquations.cell(panel, panelBlock, factorCount, n);
    v128.store(ones, v128.load(zeros));
    for (let x = n; x < n + 4 && x < count; x++) store<f32>(ones + ((<usize>(x - n)) << 2), 1);
  }
  if (((count + 3) >> 2) & 1) {
    const rest = NormalEquations.cell(panel, panelBlock, 0, (count + 3) & ~3);
    for (let f: u32 = 0; f <= factorCount; f++) v128.store(rest + ((<usize>f) << 5), v128.load(zeros));
  }
  addProducts(matrix, matrixBlock, panel, panelBlock, count, factorCount + 1);
  for (let n: u32 = 0; n < count; n++) {
    const at = (<usize>n) << 2;
    const cell = NormalEquations.cell(matrix, matrixBlock, n, n);
    store<f32>(cell, load<f32>(cell) + penalty);
    const bias = load<f32>(otherRows + <usize>load<u32>(others + at) * rowBytes + biasAt);
    store<f32>(NormalEquations.cell(matrix, matrixBlock, n, count), load<f32>(values + at) - bias);
  }
  decompose(matrix, matrixBlock, count, work + 2 * rowBytes);
  substitute(work, matrix, matrixBlock, count, 0);
  memory.fill(solution, 0, rowBytes);
  for (let f: u32 = 0; f <= factorCount; f++) {
    let row = panel + ((<usize>f) << 5);
    let sums = f32x4.splat(0);
    for (let n: u32 = 0; n < count; n += 8) {
      const at = work + ((<usize>n) << 2);
      sums = Simd.multiplyAdd(v128.load(row), v128.load(at), sums);
      sums = Simd.multiplyAdd(v128.load(row, 16), v128.load(at, 16), sums);
      row += panelBlock;
    }
    store<f32>(solution + ((<usize>f) << 2), Simd.sum(sums));
  }
  let squares: f64 = 0;
  for (let n: u32 = 0; n < count; n++) {
    const error = <f64>penalty * <f64>load<f32>(work + ((<usize>n) << 2));
    squares += error * error;
  }
  return squares;
}

/**
 * Solves rows first … end − 1.
 *
 * @param others   index of the other row of each rating
 * @param squares  [rows] f64, written: the sum of squared errors of each row with its solution
 */
export function alsRows(
  first: u32,
  end: u32,
  rowBytes: usize,
  factorCount: u32,
  offsets: usize,
  others: usize,
  values: usize,
  otherRows: usize,
  rows: usize,
  penaltyPerRow: f32,
  penaltyPerRating: f32,
  scratch: usize,
  squares: usize,
): void {
  for (let row = first; row < end; row++) {
    const from = load<u32>(offsets + ((<usize>row) << 2));
    const to = load<u32>(offsets + ((<usize>row) << 2), 4);
    const count = to - from;
    const penalty: f32 = penaltyPerRow + penaltyPerRating * <f32>count;
    const solution = rows + <usize>row * rowBytes;
    const left =
      count > 0 && count + (count >> 2) <= factorCount
        ? solveShortRow(
            solution,
            from,
            count,
            rowBytes,
            factorCount,
            others,
            values,
            otherRows,
            penalty,
            scratch,
          )
        : solveRow(solution, from, to, rowBytes, factorCount, others, values, otherRows, penalty, scratch);
    store<f64>(squares + ((<usize>row) << 3), left);
  }
}
