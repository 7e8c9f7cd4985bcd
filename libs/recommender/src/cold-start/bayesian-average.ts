/**
 * The mean rating of an item as if it had got `priorRatings` further ratings at `priorMean`:
 *
 *   (n · mean + m · priorMean) / (n + m)
 *
 * so that one rating of 5 does not beat a thousand of 4.5. This is the posterior mean of a normal prior.
 *
 * @param mean          of the item's ratings; ignored when `count` is 0
 * @param priorRatings  m ≥ 0; with 0 and no rating the answer is `priorMean`
 */
export function bayesianAverage(
  mean: number,
  count: number,
  priorMean: number,
  priorRatings: number,
): number {
  const total = count + priorRatings;
  return count === 0 || total === 0 ? priorMean : (count * mean + priorRatings * priorMean) / total;
}
