/** Draws the weights of features first … end − 1; see assembly/feedback.ts. Addresses are in bytes. */
export type FeedbackKernel = (
  first: number,
  end: number,
  rowBytes: number,
  offsets: number,
  others: number,
  scales: number,
  residuals: number,
  weights: number,
  noise: number,
  strength: number,
  scratch: number,
) => void;
