/** Improves rows first … end − 1 of one side: see assembly/implicit-als.ts. Addresses are in bytes. */
export type ImplicitRowsKernel = (
  first: number,
  end: number,
  rowBytes: number,
  offsets: number,
  others: number,
  weights: number,
  otherRows: number,
  rows: number,
  gram: number,
  penalties: number,
  steps: number,
  scratch: number,
) => void;

/** Adds products of rows first … end − 1 to the upper triangle of a matrix: see assembly/implicit-als.ts. */
export type MultiplyRowsKernel = (
  first: number,
  end: number,
  rowBytes: number,
  rows: number,
  gram: number,
) => void;
