/** Adds the ratings of a block's visitors to its sums: see assembly/co-ratings.ts. Addresses are in bytes. */
export type CoRatingSumsKernel = (
  words: number,
  list: number,
  visits: number,
  visitsEnd: number,
  increments: number,
  scratch: number,
  sums: number,
  totals: number,
  counts: number,
  groupLength: number,
  firstGroup: number,
  codeCount: number,
  limit: number,
) => void;

/** Offers the pairs of a block to the lists of both items: see assembly/co-ratings.ts. */
export type CoRatingSelectKernel = (
  kind: number,
  sums: number,
  totals: number,
  counts: number,
  groupLength: number,
  firstGroup: number,
  groupCount: number,
  itemCount: number,
  unit: number,
  shrinkage: number,
  minSupport: number,
  norms: number,
  lists: number,
  lengths: number,
  floors: number,
  size: number,
  scratch: number,
) => void;

/** The best of what the threads found: see assembly/co-ratings.ts. */
export type MergeListsKernel = (
  first: number,
  end: number,
  threads: number,
  lists: number,
  listsStep: number,
  lengths: number,
  lengthsStep: number,
  size: number,
  items: number,
  found: number,
  scratch: number,
) => void;

/** Adds the likings of a block's visitors to its sums: see assembly/co-likings.ts. */
export type CoLikingSumsKernel = (
  list: number,
  visits: number,
  visitsEnd: number,
  sums: number,
  groupLength: number,
  firstGroup: number,
  scratch: number,
) => void;

/** Offers the pairs of a block to the lists of both items: see assembly/co-likings.ts. */
export type CoLikingSelectKernel = (
  sums: number,
  groupLength: number,
  firstGroup: number,
  groupCount: number,
  itemCount: number,
  exact: number,
  rough: number,
  chance: number,
  shrinkage: number,
  minSupport: number,
  genres: number,
  genreCount: number,
  genreAgreement: number,
  lists: number,
  lengths: number,
  floors: number,
  size: number,
) => void;
