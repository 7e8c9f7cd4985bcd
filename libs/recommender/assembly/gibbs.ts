import { addProducts, decompose, NormalEquations, substitute } from './normal-equations';
import { Simd } from './simd';

// Gibbs sampling of the rows of one side of a Bayesian matrix factorisation; `src/kernels/gibbs-rows.ts` says the maths
// and is the twin in plain TypeScript. A row is k factors, the bias, the root of its weight, and zeros up to a multiple
// of 8 floats.
//
// scratch holds the matrix [A | b], b in column k + 1, room for its inverse triangle, then the panel of up to BATCH ratings
// (w, and v − c in column k + 1, times the root of the weight), all three as normal-equations.ts has them; then the
// solution, and ten floats of working space.

const BATCH: u32 = 64;
const PANEL_BLOCK: usize = 2048;

/** Writes up to BATCH ratings into the panel. */
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
  const bias = NormalEquations.cell(panel, PANEL_BLOCK, 0, factorCount);
  const target = NormalEquations.cell(panel, PANEL_BLOCK, 0, factorCount + 1);
  for (let n: u32 = 0; n < count; n++) {
    const at = (<usize>n) << 2;
    const down = (<usize>n) << 5;
    const other = otherRows + <usize>load<u32>(others + at) * rowBytes;
    const weight = load<f32>(other + biasAt, 4);
    const weights = f32x4.splat(weight);
    let to = panel + down;
    for (let x: usize = 0; x < rowBytes; x += 32) {
      v128.store(to, f32x4.mul(weights, v128.load(other + x)));
      v128.store(to, f32x4.mul(weights, v128.load(other + x, 16)), 16);
      to += PANEL_BLOCK;
    }
    store<f32>(bias + down, weight);
    store<f32>(target + down, weight * (load<f32>(values + at) - load<f32>(other + biasAt)));
  }
}

/** matrix = prior + precision · matrix, from each row's diagonal on. */
function addPrior(
  matrix: usize,
  matrixBlock: usize,
  prior: usize,
  rowBytes: usize,
  size: u32,
  precision: f32,
): void {
  const precisions = f32x4.splat(precision);
  for (let i: u32 = 0; i < size; i++) {
    const from = (<usize>(i & ~7)) << 2;
    let cells = NormalEquations.cell(matrix, matrixBlock, i, i & ~7);
    for (let x = from; x < rowBytes; x += 32) {
      const before = prior + x;
      v128.store(cells, Simd.multiplyAdd(precisions, v128.load(cells), v128.load(before)));
      v128.store(cells, Simd.multiplyAdd(precisions, v128.load(cells, 16), v128.load(before, 16)), 16);
      cells += matrixBlock;
    }
    prior += rowBytes;
  }
}

/** The diagonal of A⁻¹, as sums of squares of the rows of V = U⁻¹, which is written too. */
function variances(
  out: usize,
  inverse: usize,
  matrix: usize,
  matrixBlock: usize,
  size: u32,
  rowBytes: usize,
): void {
  memory.fill(out, 0, rowBytes);
  const blocks = (size + 7) >> 3;
  for (let i: i32 = <i32>size - 1; i >= 0; i--) {
    const scale = f32x4.splat(1 / load<f32>(NormalEquations.cell(matrix, matrixBlock, i, i)));
    let squares = f32x4.splat(0);
    for (let block = (<u32>i) >> 3; block < blocks; block++) {
      const last = min(size - 1, (block << 3) + 7);
      const column = inverse + <usize>block * matrixBlock;
      const cell = column + ((<usize>i) << 5);
      // The row of the unit matrix; V is 0 below its diagonal.
      memory.fill(cell, 0, 32);
      if ((<u32>i) >> 3 == block) store<f32>(cell + ((<usize>(i & 7)) << 2), 1);
      let low = v128.load(cell);
      let high = v128.load(cell, 16);
      for (let j = <u32>i + 1; j <= last; j++) {
        const factor = f32x4.neg(v128.load32_splat(NormalEquations.cell(matrix, matrixBlock, i, j)));
        const row = column + ((<usize>j) << 5);
        low = Simd.multiplyAdd(factor, v128.load(row), low);
        high = Simd.multiplyAdd(factor, v128.load(row, 16), high);
      }
      low = f32x4.mul(low, scale);
      high = f32x4.mul(high, scale);
      v128.store(cell, low);
      v128.store(cell, high, 16);
      squares = Simd.multiplyAdd(low, low, squares);
      squares = Simd.multiplyAdd(high, high, squares);
    }
    store<f32>(out + ((<usize>i) << 2), Simd.sum(squares));
  }
}

/**
 * Samples rows first … end − 1. `pulls` (0: none) holds Λ times how far each row's prior mean is from that of all.
 * `noise` holds k + 1 standard normal values a row. Where `means` and `variances` are not
 * 0, the mean and the diagonal of the covariance of each row are written there too. `errors` takes a double a row: its
 * sum of squared errors with the sample, each times the weight of the other row.
 *
 * @returns the sum of squared errors of all these rows, without weights
 */
export function gibbsRows(
  first: u32,
  end: u32,
  rowBytes: usize,
  factorCount: u32,
  noisePrecision: f32,
  prior: usize,
  pulls: usize,
  offsets: usize,
  others: usize,
  values: usize,
  otherRows: usize,
  rows: usize,
  noise: usize,
  means: usize,
  variancesOut: usize,
  errors: usize,
  scratch: usize,
): f64 {
  const size = factorCount + 1;
  const biasAt = (<usize>factorCount) << 2;
  const matrixBlock = rowBytes << 3;
  const matrixBytes = (rowBytes >> 5) * matrixBlock;
  const matrix = scratch;
  const inverse = matrix + matrixBytes;
  const panel = inverse + matrixBytes;
  const solution = panel + <usize>BATCH * rowBytes;
  const scales = solution + rowBytes;
  let sum: f64 = 0;
  for (let row = first; row < end; row++) {
    const start = load<u32>(offsets + ((<usize>row) << 2));
    const stop = load<u32>(offsets + ((<usize>row) << 2), 4);
    const target = rows + <usize>row * rowBytes;
    const root = load<f32>(target + biasAt, 4);
    memory.fill(matrix, 0, matrixBytes);
    for (let at = start; at < stop; at += BATCH) {
      const count = min(BATCH, stop - at);
      const byte = (<usize>at) << 2;
      fillPanel(panel, count, others + byte, values + byte, otherRows, rowBytes, factorCount);
      addProducts(matrix, matrixBlock, panel, PANEL_BLOCK, size + 1, count);
    }
    addPrior(matrix, matrixBlock, prior, rowBytes, size, noisePrecision * root * root);
    if (pulls) {
      const pull = pulls + <usize>row * rowBytes;
      for (let i: u32 = 0; i < size; i++) {
        const cell = NormalEquations.cell(matrix, matrixBlock, i, size);
        store<f32>(cell, load<f32>(cell) + load<f32>(pull + ((<usize>i) << 2)));
      }
    }
    decompose(matrix, matrixBlock, size, scales);
    if (means) {
      substitute(solution, matrix, matrixBlock, size, 0);
      memory.copy(means + <usize>row * rowBytes, solution, rowBytes);
    }
    if (variancesOut)
      variances(variancesOut + <usize>row * rowBytes, inverse, matrix, matrixBlock, size, rowBytes);
    substitute(solution, matrix, matrixBlock, size, noise + ((<usize>(row - first) * <usize>size) << 2));
    memory.copy(target, solution, rowBytes);
    store<f32>(target + biasAt, root, 4);
    const bias = load<f32>(solution + biasAt);
    store<f32>(solution + biasAt, 0);
    let weighted: f64 = 0;
    for (let at = start; at < stop; at++) {
      const other = otherRows + <usize>load<u32>(others + ((<usize>at) << 2)) * rowBytes;
      let even = f32x4.splat(0);
      let odd = even;
      for (let x: usize = 0; x < rowBytes; x += 32) {
        even = Simd.multiplyAdd(v128.load(other + x), v128.load(solution + x), even);
        odd = Simd.multiplyAdd(v128.load(other + x, 16), v128.load(solution + x, 16), odd);
      }
      const error: f32 =
        load<f32>(values + ((<usize>at) << 2)) -
        load<f32>(other + biasAt) -
        bias -
        Simd.sum(f32x4.add(even, odd));
      const square = <f64>error * <f64>error;
      const weight = <f64>load<f32>(other + biasAt, 4);
      sum += square;
      weighted += weight * weight * square;
    }
    store<f64>(errors + ((<usize>(row - first)) << 3), weighted);
  }
  return sum;
}

/**
 * Adds Σ (row − mean)(row − mean)ᵀ over `count` rows to the upper triangle of a matrix as normal-equations.ts has it.
 *
 * @param panel  room for BATCH rows
 */
export function gibbsScatter(
  rows: usize,
  count: u32,
  rowBytes: usize,
  columns: u32,
  mean: usize,
  matrix: usize,
  panel: usize,
): void {
  while (count > 0) {
    const batch = min(BATCH, count);
    for (let n: u32 = 0; n < batch; n++) {
      let to = panel + ((<usize>n) << 5);
      for (let x: usize = 0; x < rowBytes; x += 32) {
        v128.store(to, f32x4.sub(v128.load(rows + x), v128.load(mean + x)));
        v128.store(to, f32x4.sub(v128.load(rows + x, 16), v128.load(mean + x, 16)), 16);
        to += PANEL_BLOCK;
      }
      rows += rowBytes;
    }
    addProducts(matrix, rowBytes << 3, panel, PANEL_BLOCK, columns, batch);
    count -= batch;
  }
}

/**
 * Somebody's ratings in each sample: adds the products of up to BATCH rated items, each (q, 1, v − c) times the root of its
 * weight, to the sample's sums.
 *
 * @param items    [count × sampleCount × k] factors, and readable for a row beyond
 * @param biases   [count × sampleCount]
 * @param weights  [count × sampleCount]
 * @param values   [count] ratings less the mean of all
 * @param sums     [sampleCount] matrices of rowBytes / 4 rows and columns
 */
export function gibbsObserve(
  count: u32,
  sampleCount: u32,
  rowBytes: usize,
  factorCount: u32,
  items: usize,
  biases: usize,
  weights: usize,
  values: usize,
  sums: usize,
  panel: usize,
): void {
  const matrixBlock = rowBytes << 3;
  const bias = NormalEquations.cell(panel, PANEL_BLOCK, 0, factorCount);
  const target = NormalEquations.cell(panel, PANEL_BLOCK, 0, factorCount + 1);
  for (let sample: u32 = 0; sample < sampleCount; sample++) {
    for (let n: u32 = 0; n < count; n++) {
      const place = n * sampleCount + sample;
      const at = (<usize>place) << 2;
      const down = (<usize>n) << 5;
      const root: f32 = sqrt<f32>(load<f32>(weights + at));
      const roots = f32x4.splat(root);
      const item = items + at * factorCount;
      let to = panel + down;
      for (let x: usize = 0; x < rowBytes; x += 32) {
        v128.store(to, f32x4.mul(roots, v128.load(item + x)));
        v128.store(to, f32x4.mul(roots, v128.load(item + x, 16)), 16);
        to += PANEL_BLOCK;
      }
      store<f32>(bias + down, root);
      store<f32>(target + down, root * (load<f32>(values + ((<usize>n) << 2)) - load<f32>(biases + at)));
    }
    addProducts(sums, matrixBlock, panel, PANEL_BLOCK, factorCount + 2, count);
    sums += (rowBytes >> 5) * matrixBlock;
  }
}

/** matrix = sums, then as `addPrior`, with the pull (0: none) on top of b; decomposed. */
function condition(
  matrix: usize,
  sums: usize,
  prior: usize,
  pull: usize,
  rowBytes: usize,
  size: u32,
  precision: f32,
  scales: usize,
): void {
  const matrixBlock = rowBytes << 3;
  memory.copy(matrix, sums, (rowBytes >> 5) * matrixBlock);
  addPrior(matrix, matrixBlock, prior, rowBytes, size, precision);
  for (let i: u32 = 0; pull != 0 && i < size; i++) {
    const cell = NormalEquations.cell(matrix, matrixBlock, i, size);
    store<f32>(cell, load<f32>(cell) + load<f32>(pull + ((<usize>i) << 2)));
  }
  decompose(matrix, matrixBlock, size, scales);
}

/** E[Σ ω' (v − c − w·x)²] for x of mean `mean` and covariance V Vᵀ. */
function expectedSquares(sums: usize, matrixBlock: usize, mean: usize, inverse: usize, size: u32): f64 {
  const blocks = (size + 7) >> 3;
  let total = <f64>load<f32>(NormalEquations.cell(sums, matrixBlock, size, size));
  for (let i: u32 = 0; i < size; i++) {
    const one = <f64>load<f32>(mean + ((<usize>i) << 2));
    let row: f64 = -(<f64>load<f32>(NormalEquations.cell(sums, matrixBlock, i, size))) * one;
    for (let j = i; j < size; j++) {
      let left = NormalEquations.cell(inverse, matrixBlock, i, j & ~7);
      let right = NormalEquations.cell(inverse, matrixBlock, j, j & ~7);
      let products = f32x4.splat(0);
      for (let block = j >> 3; block < blocks; block++) {
        products = Simd.multiplyAdd(v128.load(left), v128.load(right), products);
        products = Simd.multiplyAdd(v128.load(left, 16), v128.load(right, 16), products);
        left += matrixBlock;
        right += matrixBlock;
      }
      const other = <f64>load<f32>(mean + ((<usize>j) << 2));
      const moment = <f64>Simd.sum(products) + one * other;
      row += (i == j ? 0.5 : 1) * <f64>load<f32>(NormalEquations.cell(sums, matrixBlock, i, j)) * moment;
    }
    total += 2 * row;
  }
  return max(0, total);
}

/**
 * What is to be believed of somebody given their ratings, in each sample: as `UserBeliefs.given`.
 *
 * @param count         ratings that `sums` are of
 * @param priors        [sampleCount × matrix] as `prior` of `gibbsRows`, rowBytes a row and rowBytes / 4 rows
 * @param pulls         [sampleCount × row], or 0
 * @param precisions    [sampleCount] f64 α
 * @param means         [sampleCount × row] written
 * @param weights       [sampleCount] f64, written
 * @param variancesOut  [sampleCount × row] written
 * @param scratch       as that of `gibbsRows`
 */
export function gibbsGiven(
  count: u32,
  sampleCount: u32,
  rowBytes: usize,
  factorCount: u32,
  weightShape: f64,
  sums: usize,
  priors: usize,
  pulls: usize,
  precisions: usize,
  means: usize,
  weights: usize,
  variancesOut: usize,
  scratch: usize,
): void {
  const size = factorCount + 1;
  const matrixBlock = rowBytes << 3;
  const matrixBytes = (rowBytes >> 5) * matrixBlock;
  const matrix = scratch;
  const inverse = matrix + matrixBytes;
  const scales = inverse + matrixBytes;
  for (let sample: u32 = 0; sample < sampleCount; sample++) {
    const precision = load<f64>(precisions + ((<usize>sample) << 3));
    let weight: f64 = 1;
    condition(matrix, sums, priors, pulls, rowBytes, size, <f32>precision, scales);
    substitute(means, matrix, matrixBlock, size, 0);
    variances(variancesOut, inverse, matrix, matrixBlock, size, rowBytes);
    if (weightShape > 0) {
      const squares = expectedSquares(sums, matrixBlock, means, inverse, size);
      weight = (weightShape + <f64>count / 2) / (weightShape + (precision * squares) / 2);
      condition(matrix, sums, priors, pulls, rowBytes, size, <f32>(precision * weight), scales);
      substitute(means, matrix, matrixBlock, size, 0);
      variances(variancesOut, inverse, matrix, matrixBlock, size, rowBytes);
    }
    store<f64>(weights + ((<usize>sample) << 3), weight);
    sums += matrixBytes;
    priors += matrixBytes;
    means += rowBytes;
    variancesOut += rowBytes;
    if (pulls) pulls += rowBytes;
  }
}
