/** What the weights of implicit feedback are drawn from: which features a row has, and what of the row is left to them. */
export interface FeedbackProblem {
  /** Floats from one row to the next, also of the weights. */
  readonly rowLength: number;
  /** [features + 1] rows that have feature f are at offsets[f] … offsets[f + 1] − 1 */
  readonly offsets: Int32Array;
  readonly others: Int32Array;
  /** [rows] the value of each feature that the row has: 1/√(their number) */
  readonly scales: Float32Array;
  /** λ, how many rows' worth of doubt holds a weight near 0. */
  readonly strength: number;
  /** [features × rowLength] draws from N(0, Λ⁻¹) */
  readonly noise: Float32Array;
  /** [rows × rowLength] x − μ − Σ_f s y_f; kept up to date as weights change */
  readonly residuals: Float32Array;
  /** [features × rowLength] y, written */
  readonly weights: Float32Array;
}

/**
 * Draws the weight y of each of the features first … end − 1 in turn, given all others: rows are x_r ~ N(μ + Σ_f s_r y_f, Λ⁻¹) over
 * the features f that row r has, and y_f ~ N(0, (λΛ)⁻¹) beforehand. With e_r the residual and c = Σ_r s_r²,
 *
 *   y_f ~ N((Σ_r s_r e_r + c y_f) / (c + λ), ((c + λ) Λ)⁻¹)
 *
 * In double precision; the kernel of assembly/feedback.ts does the same in single precision.
 */
export function feedbackWeights(problem: FeedbackProblem, first: number, end: number): void {
  const { rowLength, offsets, others, scales, residuals, weights, noise, strength } = problem;
  const change = new Float64Array(rowLength);
  for (let feature = first; feature < end; feature++) {
    const [from, to] = [offsets[feature], offsets[feature + 1]];
    const start = feature * rowLength;
    let squares = 0;
    change.fill(0);
    for (let at = from; at < to; at++) {
      const scale = scales[others[at]];
      squares += scale * scale;
      for (let x = 0; x < rowLength; x++) change[x] += scale * residuals[others[at] * rowLength + x];
    }
    const precision = squares + strength;
    for (let x = 0; x < rowLength; x++) {
      const before = weights[start + x];
      const mean = (change[x] + squares * before) / precision;
      weights[start + x] = mean + noise[start + x] / Math.sqrt(precision);
      change[x] = weights[start + x] - before;
    }
    for (let at = from; at < to; at++) {
      const scale = scales[others[at]];
      for (let x = 0; x < rowLength; x++) residuals[others[at] * rowLength + x] -= scale * change[x];
    }
  }
}
