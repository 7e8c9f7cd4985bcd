const { cosh, exp, min, sqrt } = Math;

/**
 * eˣ·K_ν(x), the modified Bessel function of the second kind without its decay, for x > 0 and |ν| ≤ 1.
 *
 *   ∫₀^∞ exp(−x(cosh t − 1))·cosh(νt) dt   (DLMF 10.32.9)
 *
 * By the trapezoidal rule, which converges geometrically for this integrand: to about 1e-14 relative.
 */
export function scaledBesselK(order: number, x: number): number {
  const step = min(0.15, 0.4 / sqrt(x));
  let sum = 0.5;
  for (let i = 1, term = 1; term > sum * 1e-18; i++) {
    // cosh t − 1 = 2·sinh²(t/2), without cancellation near 0
    const half = Math.sinh((i * step) / 2);
    term = exp(-2 * x * half * half) * cosh(order * i * step);
    sum += term;
  }
  return step * sum;
}
