const { PI } = Math;
const ROOT_TWO_PI = Math.sqrt(2 * PI);

/** Below this z = d·√n the probability is less than the smallest double. */
const SMALLEST_Z = 0.0418;

/** Σ over odd m of [1, a₁, a₂, a₃](m)·exp(−m²π²/8z²), scaled: the K₀…K₃ of the paper but for their second sums. */
function oddSums(z: number, terms: number): [number, number, number, number] {
  const z2 = z * z;
  const z4 = z2 * z2;
  const z6 = z2 * z4;
  const z8 = z4 * z4;
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (let k = terms; k >= 1; k--) {
    const a = (PI * (2 * k - 1)) ** 2 / 4; // π²m²/4
    const weight = Math.exp(-a / (2 * z2));
    sums[0] += weight;
    sums[1] += weight * (a - z2);
    sums[2] += weight * (6 * z6 + 2 * z4 + a * (2 * z4 - 5 * z2) + a * a * (1 - 2 * z2));
    sums[3] +=
      weight *
      (a ** 3 * (5 - 30 * z2) + a * a * (212 * z4 - 60 * z2) + a * (135 * z4 - 96 * z6) - 30 * z6 - 90 * z8);
  }
  return [
    (ROOT_TWO_PI * sums[0]) / z,
    (ROOT_TWO_PI * sums[1]) / (6 * z4),
    (ROOT_TWO_PI * sums[2]) / (72 * z ** 7),
    (ROOT_TWO_PI * sums[3]) / (6480 * z ** 10),
  ];
}

/**
 * P(Dₙ < d) of the two-sided one-sample Kolmogorov–Smirnov statistic for large n: Kolmogorov's limit with
 * three terms of finite-n correction, K₀ + K₁/√n + K₂/n + K₃/n^{3/2}
 * (Pelz & Good 1976; in the form of Simard & L'Ecuyer 2011, J. Stat. Software 39(11), eq. 7–11).
 */
export function kolmogorovByPelzGood(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  if (z < SMALLEST_Z) return 0;
  const terms = Math.ceil((16 * z) / PI);
  const [k0, k1, k2, k3] = oddSums(z, terms);
  let second = 0;
  let third = 0;
  for (let k = terms; k >= 1; k--) {
    const b = (PI * k) ** 2;
    const weight = b * Math.exp(-b / (2 * z * z));
    second += weight;
    third += weight * (3 * z * z - b);
  }
  const k2Whole = k2 - (ROOT_TWO_PI * second) / (36 * z ** 3);
  const k3Whole = k3 + (ROOT_TWO_PI * third) / (216 * z ** 6);
  return k0 + k1 / Math.sqrt(n) + k2Whole / n + k3Whole / n ** 1.5;
}
