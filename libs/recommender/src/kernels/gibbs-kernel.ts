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

/** Adds the products of rated items, up to GIBBS_BATCH, to the sums of each sample: see assembly/gibbs.ts. */
export type GibbsObserveKernel = (
  count: number,
  sampleCount: number,
  rowBytes: number,
  factorCount: number,
  items: number,
  biases: number,
  weights: number,
  values: number,
  sums: number,
  panel: number,
) => void;

/** What is to be believed of somebody in each sample, given these sums: see assembly/gibbs.ts. */
export type GibbsGivenKernel = (
  count: number,
  sampleCount: number,
  rowBytes: number,
  factorCount: number,
  weightShape: number,
  sums: number,
  priors: number,
  pulls: number,
  precisions: number,
  means: number,
  weights: number,
  variances: number,
  scratch: number,
) => void;

/** Ratings that the kernel multiplies at a time. */
export const GIBBS_BATCH = 64;

/** Floats of working space that the kernel needs, in whole cache lines: two matrices, the ratings, the solution, scales. */
export function gibbsScratchFloats(rowLength: number): number {
  return Math.ceil(((2 * rowLength + GIBBS_BATCH + 3) * rowLength) / 16) * 16;
}
