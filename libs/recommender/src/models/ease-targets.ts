/** Weights by the item that foretells: those of rank i are at offsets[i] … offsets[i + 1] − 1. */
export interface Targets {
  readonly offsets: Int32Array;
  /** Ranks of the items foretold, ascending. */
  readonly ranks: Int32Array;
  readonly weights: Float32Array;
}

/** The transpose of the lists of neighbours. */
export function targetsOf(
  itemCount: number,
  neighbourCount: number,
  neighbours: Int32Array,
  weights: Float32Array,
): Targets {
  const offsets = new Int32Array(itemCount + 1);
  for (let at = 0; at < neighbours.length; at++) offsets[neighbours[at] + 1]++;
  for (let rank = 0; rank < itemCount; rank++) offsets[rank + 1] += offsets[rank];
  const targets = {
    offsets,
    ranks: new Int32Array(neighbours.length),
    weights: new Float32Array(neighbours.length),
  };
  const next = offsets.slice(0, -1);
  for (let rank = 0, at = 0; rank < itemCount; rank++) {
    for (let n = 0; n < neighbourCount; n++, at++) {
      const target = next[neighbours[at]]++;
      targets.ranks[target] = rank;
      targets.weights[target] = weights[at];
    }
  }
  return targets;
}
