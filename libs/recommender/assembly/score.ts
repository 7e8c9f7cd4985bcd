// Scores of all items for one user. Items lie in panels of eight, factor by factor, so that four items are scored at once
// without sums across a vector. Each product and each sum is rounded by itself, in both builds, and in the order of
// `src/kernels/item-scores.ts`: the plain twin gives the same bits.

/**
 * @param panels      [panelCount × factorCount × 8] factors
 * @param biases      [panelCount × 8]
 * @param user        [factorCount], a multiple of four
 * @param panelCount
 * @param scores      [panelCount × 8], written
 */
export function scorePanels(
  panels: usize,
  biases: usize,
  user: usize,
  factorCount: u32,
  panelCount: u32,
  base: f32,
  scores: usize,
): void {
  const bases = f32x4.splat(base);
  const end = user + ((<usize>factorCount) << 2);
  for (let panel: u32 = 0; panel < panelCount; panel++) {
    let low0 = f32x4.splat(0);
    let low1 = low0;
    let low2 = low0;
    let low3 = low0;
    let high0 = low0;
    let high1 = low0;
    let high2 = low0;
    let high3 = low0;
    for (let p = user; p < end; p += 16) {
      const first = v128.load32_splat(p);
      low0 = f32x4.add(low0, f32x4.mul(first, v128.load(panels)));
      high0 = f32x4.add(high0, f32x4.mul(first, v128.load(panels, 16)));
      const second = v128.load32_splat(p, 4);
      low1 = f32x4.add(low1, f32x4.mul(second, v128.load(panels, 32)));
      high1 = f32x4.add(high1, f32x4.mul(second, v128.load(panels, 48)));
      const third = v128.load32_splat(p, 8);
      low2 = f32x4.add(low2, f32x4.mul(third, v128.load(panels, 64)));
      high2 = f32x4.add(high2, f32x4.mul(third, v128.load(panels, 80)));
      const fourth = v128.load32_splat(p, 12);
      low3 = f32x4.add(low3, f32x4.mul(fourth, v128.load(panels, 96)));
      high3 = f32x4.add(high3, f32x4.mul(fourth, v128.load(panels, 112)));
      panels += 128;
    }
    const low = f32x4.add(f32x4.add(low0, low2), f32x4.add(low1, low3));
    const high = f32x4.add(f32x4.add(high0, high2), f32x4.add(high1, high3));
    v128.store(scores, f32x4.add(f32x4.add(bases, v128.load(biases)), low));
    v128.store(scores, f32x4.add(f32x4.add(bases, v128.load(biases, 16)), high), 16);
    biases += 32;
    scores += 32;
  }
}
