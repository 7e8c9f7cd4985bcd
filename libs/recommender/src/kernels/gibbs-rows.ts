/**
 * One side (users, or items) of a Bayesian matrix factorisation, laid out for sampling. A row holds the factors, then
 * the bias, then the root of its weight, then zeros. A rating counts as much as the product of both rows' weights.
 */
export interface GibbsSide {
  readonly factorCount: number;
  /** Floats from one row to the next, see `gibbsRowLength`. */
  readonly rowLength: number;
  /** [rows + 1] ratings of row n are at offsets[n] … offsets[n + 1] − 1 */
  readonly offsets: Int32Array;
  /** [ratings] row of the other side. */
  readonly others: Int32Array;
  /** [ratings] rating less the mean of all. */
  readonly values: Float32Array;
  /** [other rows × rowLength] the other side, which stays as it is. */
  readonly otherRows: Float32Array;
  /**
   * [matrix rows × rowLength] the normal distribution that rows come from before any rating is seen: its precision Λ in
   * the upper triangle of columns 0 … k, and Λμ in column k + 1.
   */
  readonly prior: Float32Array;
  /** [rows × rowLength] Λ times how far each row's own prior mean is from μ; null: not at all */
  readonly pulls?: Float32Array | null;
  /** α, the precision (1 / variance) of a rating of weight 1 around its prediction. */
  readonly noisePrecision: number;
}

/** What is written, by row. */
export interface GibbsResults {
  /** [rows × rowLength] the sample; weights stay as they are */
  readonly rows: Float32Array;
  /** [rows × rowLength] the mean that the sample was drawn around, where wanted */
  readonly means: Float32Array | null;
  /** [rows × rowLength] the diagonal of the covariance that it was drawn with, where wanted */
  readonly variances: Float32Array | null;
  /** [rows asked for] the sum of squared errors with the sample, each times the weight of the other row */
  readonly errors: Float64Array;
}

/** Room for k factors, the bias and the weight, in pairs of four floats. */
export function gibbsRowLength(factorCount: number): number {
  return Math.ceil((factorCount + 2) / 8) * 8;
}

/** Rows of the matrices of one side: k + 1, in fours. */
export function gibbsMatrixRows(factorCount: number): number {
  return Math.ceil((factorCount + 1) / 4) * 4;
}

/**
 * Samples rows of one side from their distribution given the ratings and the other side (Salakhutdinov & Mnih 2008,
 * "Bayesian probabilistic matrix factorization using Markov chain Monte Carlo", equations 11–13):
 *
 *   x ~ N(A⁻¹ b, A⁻¹)    A = Λ + αω Σ ω' w wᵀ    b = Λ(μ + s) + αω Σ ω' (v − c) w
 *
 * x is the row's factors and bias, w the other row's factors and 1, c the other row's bias, v the rating less the mean
 * of all, ω and ω' the weights of the row and of the other, s the row's own share of the prior mean (`pulls`). In double precision; the kernel of assembly/gibbs.ts does the same in single precision.
 *
 * @param noise  [(to − from) × (k + 1)] standard normal values
 * @returns Σ (v − c − w·x)² over the ratings of these rows, with the samples, without weights
 */
export function gibbsRows(
  side: GibbsSide,
  results: GibbsResults,
  noise: Float32Array,
  from: number,
  to: number,
): number {
  const { offsets, others, values, rowLength } = side;
  const size = side.factorCount + 1;
  const conditional = new RowConditional(side.factorCount);
  let sum = 0;
  for (let row = from; row < to; row++) {
    const [begin, end] = [offsets[row], offsets[row + 1]];
    const start = row * rowLength;
    const root = results.rows[start + size];
    conditional.observe(side, others.subarray(begin, end), values.subarray(begin, end));
    const pull = side.pulls?.subarray(start, start + size);
    conditional.condition(side.prior, rowLength, side.noisePrecision * root * root, pull);
    if (results.means) results.means.set(conditional.mean(), start);
    if (results.variances) results.variances.set(conditional.variances(), start);
    const drawn = conditional.sample(noise.subarray((row - from) * size, (row - from + 1) * size));
    results.rows.set(drawn, start);
    const [plain, weighted] = squaredErrors(side, results.rows, row);
    results.errors[row - from] = weighted;
    sum += plain;
  }
  return sum;
}

function squaredErrors(side: GibbsSide, rows: Float32Array, row: number): [plain: number, weighted: number] {
  const { factorCount, rowLength, offsets, others, values, otherRows } = side;
  const start = row * rowLength;
  let [plain, weighted] = [0, 0];
  for (let at = offsets[row]; at < offsets[row + 1]; at++) {
    const other = others[at] * rowLength;
    let error = values[at] - otherRows[other + factorCount] - rows[start + factorCount];
    for (let x = 0; x < factorCount; x++) error -= otherRows[other + x] * rows[start + x];
    plain += error * error;
    weighted += otherRows[other + factorCount + 1] ** 2 * error * error;
  }
  return [plain, weighted];
}

/**
 * The normal distribution of one row given its ratings and the other side: `observe`, then `condition`, then ask. Memory
 * is used again from row to row, also for what is returned.
 */
export class RowConditional {
  private readonly size: number;
  /** [size × (size + 1)] Σ ω' w wᵀ and Σ ω' (v − c) w; the upper triangle and the last column count, as below. */
  private readonly sums: Float64Array;
  private squares = 0;
  private count = 0;
  /** [size × (size + 1)] A and b, then U and y with A = UᵀU, Uᵀy = b. */
  private readonly matrix: Float64Array;
  private readonly four: Float64Array;
  private readonly solution: Float64Array;
  private readonly column: Float64Array;

  constructor(factorCount: number) {
    this.size = factorCount + 1;
    this.sums = new Float64Array(this.size * (this.size + 1));
    this.matrix = new Float64Array(this.sums.length);
    this.four = new Float64Array(4 * (this.size + 1));
    this.solution = new Float64Array(this.size);
    this.column = new Float64Array(this.size);
  }

  /**
   * @param others  rows of the other side that it has ratings with
   * @param values  [others.length] each rating less the mean of all
   */
  observe(
    side: Pick<GibbsSide, 'rowLength' | 'otherRows'>,
    others: ArrayLike<number>,
    values: ArrayLike<number>,
  ): void {
    this.sums.fill(0);
    this.squares = 0;
    this.count = others.length;
    for (let at = 0; at < others.length; at += 4) this.addFour(side, others, values, at);
  }

  /**
   * @param prior      see `GibbsSide.prior`
   * @param precision  α times the row's weight
   * @param pull       [k + 1] see `GibbsSide.pulls`
   */
  condition(
    prior: Float32Array,
    rowLength: number,
    precision: number,
    pull: ArrayLike<number> | null = null,
  ): void {
    const { matrix, sums, size } = this;
    const width = size + 1;
    for (let i = 0; i < size; i++) {
      for (let j = i; j < width; j++) {
        matrix[i * width + j] = prior[i * rowLength + j] + precision * sums[i * width + j];
      }
      if (pull) matrix[i * width + size] += pull[i];
    }
    this.decompose();
  }

  /** A⁻¹ b */
  mean(): Float64Array {
    return this.solve(null);
  }

  /** A⁻¹ x */
  inverseTimes(x: ArrayLike<number>): Float64Array {
    const { matrix, size, solution } = this;
    const width = size + 1;
    for (let i = 0; i < size; i++) {
      let sum = x[i];
      for (let j = 0; j < i; j++) sum -= matrix[j * width + i] * solution[j];
      solution[i] = sum / matrix[i * width + i];
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = solution[i];
      for (let j = i + 1; j < size; j++) sum -= matrix[i * width + j] * solution[j];
      solution[i] = sum / matrix[i * width + i];
    }
    return solution;
  }

  /** A⁻¹ b + U⁻¹ z for standard normal z. */
  sample(noise: ArrayLike<number>): Float64Array {
    return this.solve(noise);
  }

  /** The diagonal of A⁻¹. */
  variances(): Float64Array {
    const { column, size, solution } = this;
    solution.fill(0);
    for (let j = 0; j < size; j++) {
      this.invertColumn(j);
      for (let i = 0; i <= j; i++) solution[i] += column[i] * column[i];
    }
    return solution;
  }

  /**
   * The weight to be expected of a row whose weight has a gamma distribution of this shape and mean 1 beforehand, given
   * the squared errors that are to be expected: (a + n/2) / (a + α/2 E[Σ ω' (v − c − w·x)²]).
   */
  expectedWeight(noisePrecision: number, shape: number): number {
    const { sums, column, size } = this;
    const mean = this.mean();
    let squares = this.squares + this.form(mean, size);
    for (let i = 0; i < size; i++) squares -= 2 * mean[i] * sums[i * (size + 1) + size];
    for (let j = 0; j < size; j++) {
      this.invertColumn(j);
      squares += this.form(column, j + 1);
    }
    return (shape + this.count / 2) / (shape + (noisePrecision * Math.max(0, squares)) / 2);
  }

  /** xᵀ (Σ ω' w wᵀ) x, for x that is 0 from `length` on. */
  private form(x: Float64Array, length: number): number {
    const { sums, size } = this;
    let total = 0;
    for (let i = 0; i < length; i++) {
      let row = 0;
      for (let j = i + 1; j < length; j++) row += sums[i * (size + 1) + j] * x[j];
      total += x[i] * (2 * row + sums[i * (size + 1) + i] * x[i]);
    }
    return total;
  }

  /** Column j of U⁻¹ down to its diagonal; below it is 0. */
  private invertColumn(j: number): void {
    const { matrix, column, size } = this;
    const width = size + 1;
    for (let i = j; i >= 0; i--) {
      let sum = i === j ? 1 : 0;
      for (let x = i + 1; x <= j; x++) sum -= matrix[i * width + x] * column[x];
      column[i] = sum / matrix[i * width + i];
    }
  }

  /** Adds w wᵀ, (v − c) w and (v − c)² of up to four ratings, each times the other row's weight. */
  private addFour(
    { otherRows, rowLength }: Pick<GibbsSide, 'rowLength' | 'otherRows'>,
    others: ArrayLike<number>,
    values: ArrayLike<number>,
    first: number,
  ): void {
    const { four, size } = this;
    const width = size + 1;
    four.fill(0);
    for (let n = 0; n < 4 && first + n < others.length; n++) {
      const from = others[first + n] * rowLength;
      const to = n * width;
      const root = otherRows[from + size];
      for (let x = 0; x < size - 1; x++) four[to + x] = root * otherRows[from + x];
      four[to + size - 1] = root;
      const value = root * (values[first + n] - otherRows[from + size - 1]);
      four[to + size] = value;
      this.squares += value * value;
    }
    this.addProducts(width);
  }

  /** Two rows of the sums at a time, which halves the reads; the value below the diagonal is never read. */
  private addProducts(width: number): void {
    const { sums, four, size } = this;
    const second = width;
    const third = 2 * width;
    const fourth = 3 * width;
    for (let i = 0; i < size; i += 2) {
      // The last row has no next one, and is its own then, with nothing to add.
      const [next, weight] = i + 1 < size ? [i + 1, 1] : [i, 0];
      const a0 = four[i];
      const b0 = four[second + i];
      const c0 = four[third + i];
      const d0 = four[fourth + i];
      const a1 = weight * four[next];
      const b1 = weight * four[second + next];
      const c1 = weight * four[third + next];
      const d1 = weight * four[fourth + next];
      for (let j = i; j < width; j++) {
        const a = four[j];
        const b = four[second + j];
        const c = four[third + j];
        const d = four[fourth + j];
        sums[i * width + j] += a0 * a + b0 * b + (c0 * c + d0 * d);
        sums[next * width + j] += a1 * a + b1 * b + (c1 * c + d1 * d);
      }
    }
  }

  /** A = UᵀU in place, and b beside it becomes y = U⁻ᵀ b. */
  private decompose(): void {
    const { matrix, size } = this;
    const width = size + 1;
    for (let j = 0; j < size; j++) {
      const scale = 1 / Math.sqrt(matrix[j * width + j]);
      for (let x = j; x < width; x++) matrix[j * width + x] *= scale;
      for (let i = j + 1; i < size; i++) {
        const factor = matrix[j * width + i];
        for (let x = i; x < width; x++) matrix[i * width + x] -= factor * matrix[j * width + x];
      }
    }
  }

  private solve(noise: ArrayLike<number> | null): Float64Array {
    const { matrix, size, solution } = this;
    const width = size + 1;
    for (let i = size - 1; i >= 0; i--) {
      let sum = matrix[i * width + size] + (noise ? noise[i] : 0);
      for (let x = i + 1; x < size; x++) sum -= matrix[i * width + x] * solution[x];
      solution[i] = sum / matrix[i * width + i];
    }
    return solution;
  }
}
