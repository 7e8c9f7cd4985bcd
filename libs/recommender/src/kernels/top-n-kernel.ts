/** The best items for one user: see assembly/top-n.ts. Addresses are in bytes. */
export type TopNKernel = (
  index: number,
  scratch: number,
  user: number,
  base: number,
  n: number,
  exhaustive: number,
  items: number,
  scores: number,
) => number;
