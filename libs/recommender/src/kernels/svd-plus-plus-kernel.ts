/** Users first … end − 1; returns the sum of squared errors: see assembly/svd-plus-plus.ts. Addresses are in bytes. */
export type SvdPlusPlusUsersKernel = (
  first: number,
  end: number,
  rowBytes: number,
  offsets: number,
  items: number,
  values: number,
  userFactors: number,
  itemFactors: number,
  implicitFactors: number,
  userBiases: number,
  itemBiases: number,
  scratch: number,
  learningRate: number,
  keep: number,
  biasLearningRate: number,
  biasKeep: number,
  penaltyOfSum: boolean,
  errors: number,
) => number;

/** Adds its implicit part to each user's factors: see assembly/svd-plus-plus.ts. */
export type SvdPlusPlusTastesKernel = (
  first: number,
  end: number,
  rowBytes: number,
  offsets: number,
  items: number,
  userFactors: number,
  implicitFactors: number,
) => void;
