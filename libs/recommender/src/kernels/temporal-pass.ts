/** Where each rating, by user, stands in time, and what is learnt about it. */
export interface TemporalProblem {
  /** [userCount + 1] ratings of a user are at offsets[user] … offsets[user + 1] − 1 */
  readonly offsets: Int32Array;
  /** [n] dev_u(t) of each rating */
  readonly deviations: Float32Array;
  /** [n] place in `binEffects` of each rating's item and bin, and in `dayEffects` of its user and day */
  readonly bins: Int32Array;
  readonly days: Int32Array;
  /** [userCount] α_u */
  readonly drifts: Float32Array;
  /** [itemCount × binCount] b_{i,Bin(t)} */
  readonly binEffects: Float32Array;
  /** b_{u,t}, one for each user and day with a rating */
  readonly dayEffects: Float32Array;
  /** [n] r − μ */
  readonly centred: Float32Array;
}

/** γ, and λ of each kind of effect. */
export interface TemporalStep {
  readonly learningRate: number;
  readonly driftRegularisation: number;
  readonly binRegularisation: number;
  readonly dayRegularisation: number;
}

/**
 * One pass of stochastic gradient descent over what changes with time,
 *
 *   τ = α_u dev_u(t) + b_{u,t} + b_{i,Bin(t)}      e = r − r̂
 *   α_u += γ (e dev_u(t) − λ_α α_u)    b_{u,t} += γ (e − λ_d b_{u,t})    b_{i,Bin(t)} += γ (e − λ_b b_{i,Bin(t)})
 *
 * (Koren 2009, "Collaborative filtering with temporal dynamics", 3.2; without the scale of item biases), while all else
 * stays. Then `targets` become r − μ − τ, what is left for all else to explain.
 *
 * @param errors   [n] e, with τ = r − μ − target as it was
 * @param targets  [n] r − μ − τ, read and written
 */
export function temporalPass(
  problem: TemporalProblem,
  step: TemporalStep,
  errors: Float32Array,
  targets: Float32Array,
): void {
  const { offsets, deviations, bins, days, drifts, binEffects, dayEffects, centred } = problem;
  const { learningRate, driftRegularisation, binRegularisation, dayRegularisation } = step;
  for (let user = 0; user < drifts.length; user++) {
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const [bin, day, deviation] = [bins[at], days[at], deviations[at]];
      const part = drifts[user] * deviation + dayEffects[day] + binEffects[bin];
      const error = errors[at] + (centred[at] - targets[at]) - part;
      drifts[user] += learningRate * (error * deviation - driftRegularisation * drifts[user]);
      dayEffects[day] += learningRate * (error - dayRegularisation * dayEffects[day]);
      binEffects[bin] += learningRate * (error - binRegularisation * binEffects[bin]);
    }
  }
  for (let user = 0; user < drifts.length; user++) {
    for (let at = offsets[user]; at < offsets[user + 1]; at++) {
      const part = drifts[user] * deviations[at] + dayEffects[days[at]] + binEffects[bins[at]];
      targets[at] = centred[at] - part;
    }
  }
}
