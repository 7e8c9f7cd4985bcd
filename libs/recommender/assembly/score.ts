// Scores of all items for one user. Items lie in panels of eight, factor by factor, so that four items are scored at once
// without sums across a vector. Each product and each sum is rounded by itself, in both builds, and in the order of
// `src/kernels/item-scores.ts`: the plain twin gives the same bits.

/**
 * @param panels      [panelCount × factorCount × 8] factors
 * @param biases      [panelCount × 8]
 * @param user        [factorCount], an even number
 * @param panelCount  an even number
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
  const panelBytes = (<usize>factorCount) << 5;
  const end = user + ((<usize>factorCount) << 2);
  for (let panel: u32 = 0; panel < panelCount; panel += 2) {
    let q = panels;
    let r = panels + panelBytes;
    let even0 = f32x4.splat(0);
    let even1 = even0;
    let even2 = even0;
    let even3 = even0;
    let odd0 = even0;
    let odd1 = even0;
    let odd2 = even0;
    let odd3 = even0;
    for (let p = user; p < end; p += 8) {
      const first = v128.load32_splat(p);
      even0 = f32x4.add(even0, f32x4.mul(first, v128.load(q)));
      even1 = f32x4.add(even1, f32x4.mul(first, v128.load(q, 16)));
      even2 = f32x4.add(even2, f32x4.mul(first, v128.load(r)));
      even3 = f32x4.add(even3, f32x4.mul(first, v128.load(r, 16)));
      const second = v128.load32_splat(p, 4);
      odd0 = f32x4.add(odd0, f32x4.mul(second, v128.load(q, 32)));
      odd1 = f32x4.add(odd1, f32x4.mul(second, v128.load(q, 48)));
      odd2 = f32x4.add(odd2, f32x4.mul(second, v128.load(r, 32)));
      odd3 = f32x4.add(odd3, f32x4.mul(second, v128.load(r, 48)));
      q += 64;
      r += 64;
    }
    v128.store(scores, f32x4.add(f32x4.add(bases, v128.load(biases)), f32x4.add(even0, odd0)));
    v128.store(scores, f32x4.add(f32x4.add(bases, v128.load(biases, 16)), f32x4.add(even1, odd1)), 16);
    v128.store(scores, f32x4.add(f32x4.add(bases, v128.load(biases, 32)), f32x4.add(even2, odd2)), 32);
    v128.store(scores, f32x4.add(f32x4.add(bases, v128.load(biases, 48)), f32x4.add(even3, odd3)), 48);
    panels += 2 * panelBytes;
    biases += 64;
    scores += 64;
  }
}
