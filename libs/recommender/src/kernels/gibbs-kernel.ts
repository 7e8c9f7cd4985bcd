/** Samples rows first … end − 1 of a side; see assembly/gibbs.ts. Addresses are in bytes, 0 for what is not wanted. */
export type GibbsKernel = (
  first: number,
  end: number,
  rowBytes: number,
  factorCount: number,
  noisePrecision: number,
  prior: number,
  pulls: number,
  offsets: number,
  others: number,
  values: number,
  otherRows: number,
  rows: number,
  noise: number,
  means: number,
  variances: number,
  errors: number,
  scratch: number,
) => number;

/** Adds the products of rows around their mean to a matrix: see assembly/gibbs.ts. */
export type GibbsScatterKernel = (
  rows: number,
  count: number,
  rowBytes: number,
  columns: number,
  mean: number,
  matrix: number,
  panel: number,
) => void;

/** Ratings that the kernel multiplies at a time. */
const BATCH = 64;

/** Floats of working space that the kernel needs, in whole cache lines: two matrices, the ratings, the solution, scales. */
export function gibbsScratchFloats(rowLength: number): number {
  return Math.ceil(((2 * rowLength + BATCH + 3) * rowLength) / 16) * 16;
}
