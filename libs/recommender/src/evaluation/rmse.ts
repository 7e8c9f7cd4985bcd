/**
 * Root mean squared error in rating units: √(Σ (r̂ − r)² / n). NaN when there is nothing to compare.
 *
 * @throws RangeError if the two have different lengths
 */
export function rmse(predicted: ArrayLike<number>, observed: ArrayLike<number>): number {
  checkLengths(predicted, observed);
  let sum = 0;
  for (let row = 0; row < predicted.length; row++) sum += (predicted[row] - observed[row]) ** 2;
  return Math.sqrt(sum / predicted.length);
}

/**
 * Mean absolute error in rating units: Σ |r̂ − r| / n. NaN when there is nothing to compare.
 *
 * @throws RangeError if the two have different lengths
 */
export function mae(predicted: ArrayLike<number>, observed: ArrayLike<number>): number {
  checkLengths(predicted, observed);
  let sum = 0;
  for (let row = 0; row < predicted.length; row++) sum += Math.abs(predicted[row] - observed[row]);
  return sum / predicted.length;
}

function checkLengths(predicted: ArrayLike<number>, observed: ArrayLike<number>): void {
  if (predicted.length !== observed.length) {
    throw new RangeError(
      `There are ${predicted.length} predicted and ${observed.length} observed ratings, expected as many`,
    );
  }
}
