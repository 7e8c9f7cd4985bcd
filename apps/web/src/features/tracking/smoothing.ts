/**
 * Exponential moving average, corrected for its start so that the first values are not drawn to zero:
 *
 *   s_t = w·s_{t−1} + (1 − w)·y_t,  shown: s_t / (1 − w^t)      (as TensorBoard smooths)
 *
 * @param weight  0 leaves the values as they are; below 1
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  let [sum, correction] = [0, 1];
  return values.map((value) => {
    sum = weight * sum + (1 - weight) * value;
    correction *= weight;
    return weight === 0 ? value : sum / (1 - correction);
  });
}
