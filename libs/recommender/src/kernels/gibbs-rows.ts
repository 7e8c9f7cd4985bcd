/**
 * One side (users, or items) of a Bayesian matrix factorisation, laid out for sampling. A row holds the factors, then
 * the bias, then zeros.
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
  /** α, the precision (1 / variance) of a rating around its prediction. */
  readonly noisePrecision: number;
}

/** What is written, by row. */
export interface GibbsResults {
  /** [rows × rowLength] the sample */
  readonly rows: Float32Array;
  /** [rows × rowLength] the mean that the sample was drawn around, where wanted */
  readonly means: Float32Array | null;
  /** [rows × rowLength] the diagonal of the covariance that it was drawn with, where wanted */
  readonly variances: Float32Array | null;
}

/** Room for k factors, the bias and one value more, in pairs of four floats. */
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
 *   x ~ N(A⁻¹ b, A⁻¹)    A = Λ + α Σ w wᵀ    b = Λμ + α Σ (v − c) w
 *
 * x is the row's factors and bias, w the other row's factors and 1, c the other row's bias, v the rating less the mean
 * of all. In double precision; the kernel of assembly/gibbs.ts does the same in single precision.
 *
 * @param noise  [(to − from) × (k + 1)] standard normal values
 * @param squares  whether the sum of squared errors is wanted
 * @returns Σ (v − c − w·x)² over the ratings of these rows, with the samples; 0 if not wanted
 */
export function gibbsRows(
  side: GibbsSide,
  results: GibbsResults,
  noise: Float32Array,
  from: number,
  to: number,
  squares: boolean,
): number {
  const { offsets, others, values, rowLength } = side;
  const size = side.factorCount + 1;
  const conditional = new RowConditional(side.factorCount);
  let sum = 0;
  for (let row = from; row < to; row++) {
    const [begin, end] = [offsets[row], offsets[row + 1]];
    const start = row * rowLength;
    conditional.condition(side, others.subarray(begin, end), values.subarray(begin, end));
    if (results.means) results.means.set(conditional.mean(), start);
    if (results.variances) results.variances.set(conditional.variances(), start);
    const drawn = conditional.sample(noise.subarray((row - from) * size, (row - from + 1) * size));
    results.rows.set(drawn, start);
    if (squares) sum += squaredErrors(side, results.rows, row);
  }
  return sum;
}

function squaredErrors(side: GibbsSide, rows: Float32Array, row: number): number {
  const { factorCount, rowLength, offsets, others, values, otherRows } = side;
  const start = row * rowLength;
  let sum = 0;
  for (let at = offsets[row]; at < offsets[row + 1]; at++) {
    const other = others[at] * rowLength;
    let error = values[at] - otherRows[other + factorCount] - rows[start + factorCount];
    for (let x = 0; x < factorCount; x++) error -= otherRows[other + x] * rows[start + x];
    sum += error * error;
  }
  return sum;
}

/** What `RowConditional.condition` reads of a side. */
export type GibbsPrior = Pick<GibbsSide, 'rowLength' | 'otherRows' | 'prior' | 'noisePrecision'>;

/** The normal distribution of one row given its ratings and the other side. Memory is used again from row to row. */
export class RowConditional {
  private readonly size: number;
  /** [size × (size + 1)] A and b, then U and y with A = UᵀU, Uᵀy = b; the upper triangle and the last column count. */
  private readonly matrix: Float64Array;
  private readonly row: Float64Array;
  private readonly solution: Float64Array;

  constructor(factorCount: number) {
    this.size = factorCount + 1;
    this.matrix = new Float64Array(this.size * (this.size + 1));
    this.row = new Float64Array(4 * (this.size + 1));
    this.solution = new Float64Array(this.size);
  }

  /**
   * @param others  rows of the other side that it has ratings with
   * @param values  [others.length] each rating less the mean of all
   */
  condition(side: GibbsPrior, others: ArrayLike<number>, values: ArrayLike<number>): void {
    const { matrix, size } = this;
    const width = size + 1;
    matrix.fill(0);
    for (let at = 0; at < others.length; at += 4) this.addFour(side, others, values, at);
    for (let i = 0; i < size; i++) {
      for (let j = i; j < width; j++) {
        const cell = i * width + j;
        matrix[cell] = side.prior[i * side.rowLength + j] + side.noisePrecision * matrix[cell];
      }
    }
    this.decompose();
  }

  /** A⁻¹ b; valid until the next call of any method. */
  mean(): Float64Array {
    return this.solve(null);
  }

  /** A⁻¹ b + U⁻¹ z for standard normal z; valid until the next call of any method. */
  sample(noise: ArrayLike<number>): Float64Array {
    return this.solve(noise);
  }

  /** The diagonal of A⁻¹. */
  variances(): Float64Array {
    const { matrix, size } = this;
    const width = size + 1;
    const column = new Float64Array(size);
    const variances = new Float64Array(size);
    for (let j = 0; j < size; j++) {
      for (let i = j; i >= 0; i--) {
        let sum = i === j ? 1 : 0;
        for (let x = i + 1; x <= j; x++) sum -= matrix[i * width + x] * column[x];
        column[i] = sum / matrix[i * width + i];
        variances[i] += column[i] * column[i];
      }
    }
    return variances;
  }

  /** Adds w wᵀ and (v − c) w of up to four ratings. */
  private addFour(
    { otherRows, rowLength }: GibbsPrior,
    others: ArrayLike<number>,
    values: ArrayLike<number>,
    first: number,
  ): void {
    const { matrix, row, size } = this;
    const width = size + 1;
    row.fill(0);
    for (let n = 0; n < 4 && first + n < others.length; n++) {
      const from = others[first + n] * rowLength;
      const to = n * width;
      for (let x = 0; x < size - 1; x++) row[to + x] = otherRows[from + x];
      row[to + size - 1] = 1;
      row[to + size] = values[first + n] - otherRows[from + size - 1];
    }
    for (let i = 0; i < size; i++) {
      const [a, b, c, d] = [row[i], row[width + i], row[2 * width + i], row[3 * width + i]];
      for (let j = i; j < width; j++) {
        matrix[i * width + j] +=
          a * row[j] + b * row[width + j] + (c * row[2 * width + j] + d * row[3 * width + j]);
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
