/** Rows of the scaled Gram matrix: see assembly/ease.ts. Addresses are in bytes. */
export type GramRowsKernel = (
  first: number,
  end: number,
  size: number,
  offsets: number,
  begins: number,
  ends: number,
  lists: number,
  scales: number,
  counts: number,
  matrix: number,
) => void;

/** The inverse of a block of the diagonal, row by row and packed. */
export type InvertPivotKernel = (pivot: number, size: number, inverse: number, packed: number) => void;

/** A block of the pivot's column, and its product with the inverse of the pivot. */
export type PackColumnKernel = (
  matrix: number,
  size: number,
  pivot: number,
  other: number,
  packed: number,
  scratch: number,
  left: number,
  right: number,
) => void;

/** One block's share in the step of a pivot. */
export type SweepBlockKernel = (
  matrix: number,
  size: number,
  pivot: number,
  i: number,
  j: number,
  left: number,
  right: number,
  inverse: number,
) => void;
