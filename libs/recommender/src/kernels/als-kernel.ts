/** Solves rows first … end − 1 of one side: see assembly/als.ts. Addresses are in bytes. */
export type AlsRowsKernel = (
  first: number,
  end: number,
  rowBytes: number,
  factorCount: number,
  offsets: number,
  others: number,
  values: number,
  otherRows: number,
  rows: number,
  penaltyPerRow: number,
  penaltyPerRating: number,
  scratch: number,
  squares: number,
) => void;
