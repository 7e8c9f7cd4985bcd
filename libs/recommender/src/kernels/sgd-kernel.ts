/** What the kernels of stochastic gradient descent share, in the order of their parameters. Addresses are in bytes. */
export type SgdKernelParameters = [
  rowBytes: number,
  items: number,
  values: number,
  userFactors: number,
  itemFactors: number,
  userBiases: number,
  itemBiases: number,
  learningRate: number,
  keep: number,
  biasLearningRate: number,
  biasKeep: number,
];

/** Two lanes in turn; returns how many ratings were done in each. See assembly/sgd.ts. */
export type SgdPairKernel = (
  laneA: number,
  laneB: number,
  count: number,
  ...parameters: SgdKernelParameters
) => number;

/** One lane; returns how many ratings were done. */
export type SgdLaneKernel = (lane: number, count: number, ...parameters: SgdKernelParameters) => number;
