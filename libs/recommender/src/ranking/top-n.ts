/**
 * The `n` best rows of `scores`, best first; equal scores in the order of their rows.
 *
 * O(rows · log n) at worst and close to O(rows) in practice: a row enters the heap only if it beats the worst there,
 * and only then is asked whether it is excluded. NaN and −∞ mean "never".
 *
 * @param scores    by row (item index)
 * @param excluded  rows that may not appear
 */
export function rankTopN(scores: ArrayLike<number>, excluded: (row: number) => boolean, n: number): number[] {
  const heap: number[] = [];
  /** Whether row `a` ranks behind row `b`. */
  const behind = (a: number, b: number): boolean =>
    scores[a] < scores[b] || (scores[a] === scores[b] && a > b);
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row];
    if (!(score > -Infinity)) continue;
    if (heap.length < n) {
      if (!excluded(row)) siftUp(heap, row, behind);
    } else if (n > 0 && score > scores[heap[0]] && !excluded(row)) {
      heap[0] = row;
      siftDown(heap, behind);
    }
  }
  return heap.sort((a, b) => (behind(b, a) ? -1 : 1));
}

/** Adds `row` to a heap whose root ranks behind all others. */
function siftUp(heap: number[], row: number, behind: (a: number, b: number) => boolean): void {
  let at = heap.push(row) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!behind(row, heap[parent])) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = row;
}

/** Restores the heap after its root was replaced. */
function siftDown(heap: number[], behind: (a: number, b: number) => boolean): void {
  const row = heap[0];
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && behind(heap[child + 1], heap[child])) child++;
    if (!behind(heap[child], row)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = row;
}
