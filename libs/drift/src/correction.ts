/**
 * Benjamini–Hochberg adjusted p-values: calling drift where the adjusted value is ≤ q keeps the expected share
 * of false alarms among all alarms at or below q, for independent or positively dependent tests.
 *
 *   p̃₍ᵢ₎ = min over j ≥ i of min(1, m·p₍ⱼ₎/j)   (Benjamini & Hochberg 1995)
 *
 * @param pValues  [m], each in [0, 1], in any order
 * @returns [m], in the order given, each ≥ its p-value
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const total = pValues.length;
  const descending = pValues.map((_, index) => index).sort((a, b) => pValues[b] - pValues[a]);
  const adjusted = new Array<number>(total);
  let smallest = 1;
  descending.forEach((index, position) => {
    smallest = Math.min(smallest, (pValues[index] * total) / (total - position));
    adjusted[index] = smallest;
  });
  return adjusted;
}
