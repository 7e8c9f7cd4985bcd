import { float32At, SharedLayout, type Place } from '../parallel/shared-layout.js';
import { compileBuild, instantiateKernels, type Kernels } from './wasm.js';

/** Items of a panel, and factors at a time. */
const PANEL_ITEMS = 8;
const LANES = 4;

/** All items of a factor model: factors [itemCount × factorCount], row-major, and biases [itemCount]. */
export interface ScoredItems {
  readonly factorCount: number;
  readonly itemFactors: Float32Array;
  readonly itemBiases: Float32Array;
}

/**
 * The score of one item: (base + b_i) + ((s₀ + s₂) + (s₁ + s₃)), s_j = Σ p_f q_f over the factors f ≡ j mod 4, every
 * product and every sum rounded to single precision. `ItemScorer` and `TopNIndex` give the same bits.
 *
 * @param user  factors of users; the wanted row begins at `userStart`
 */
export function scoreItem(
  { factorCount, itemFactors, itemBiases }: ScoredItems,
  item: number,
  user: Float32Array,
  userStart: number,
  base: number,
): number {
  const { fround } = Math;
  const start = item * factorCount;
  const end = factorCount - (factorCount % LANES);
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let f = 0; f < end; f += LANES) {
    s0 = fround(s0 + fround(user[userStart + f] * itemFactors[start + f]));
    s1 = fround(s1 + fround(user[userStart + f + 1] * itemFactors[start + f + 1]));
    s2 = fround(s2 + fround(user[userStart + f + 2] * itemFactors[start + f + 2]));
    s3 = fround(s3 + fround(user[userStart + f + 3] * itemFactors[start + f + 3]));
  }
  if (end < factorCount) s0 = fround(s0 + fround(user[userStart + end] * itemFactors[start + end]));
  if (end + 1 < factorCount)
    s1 = fround(s1 + fround(user[userStart + end + 1] * itemFactors[start + end + 1]));
  if (end + 2 < factorCount)
    s2 = fround(s2 + fround(user[userStart + end + 2] * itemFactors[start + end + 2]));
  return fround(fround(fround(base) + itemBiases[item]) + fround(fround(s0 + s2) + fround(s1 + s3)));
}

/** Scores all items of a model at once, by the compiled kernel where there is one and the model fits beside itself. */
export class ItemScorer {
  private readonly compiled: CompiledScorer | null;

  /** 4 bytes more a factor of each item, in WebAssembly's memory, which are a copy of the items. */
  constructor(private readonly items: ScoredItems) {
    this.compiled = CompiledScorer.of(items);
  }

  /** @param out  [itemCount], the score of each item, as `scoreItem` gives it */
  scoreAll(user: Float32Array, userStart: number, base: number, out: Float32Array): void {
    if (this.compiled) this.compiled.scoreAll(user, userStart, base, out);
    else
      for (let item = 0; item < out.length; item++)
        out[item] = scoreItem(this.items, item, user, userStart, base);
  }
}

class CompiledScorer {
  private constructor(
    private readonly kernels: Kernels,
    private readonly factorCount: number,
    private readonly panelCount: number,
    private readonly places: { panels: Place; biases: Place; user: Place; scores: Place },
    private readonly user: Float32Array,
    private readonly scores: Float32Array,
  ) {}

  static of({ factorCount, itemFactors, itemBiases }: ScoredItems): CompiledScorer | null {
    const module = compileBuild('simd128');
    if (!module) return null;
    const columns = Math.ceil(factorCount / LANES) * LANES;
    const panelCount = Math.ceil(itemBiases.length / PANEL_ITEMS);
    const layout = new SharedLayout();
    const places = {
      panels: layout.add(panelCount * PANEL_ITEMS * columns),
      biases: layout.add(panelCount * PANEL_ITEMS),
      user: layout.add(columns),
      scores: layout.add(panelCount * PANEL_ITEMS),
    };
    const memory = layout.tryAllocate();
    if (!memory) return null;
    float32At(memory, places.biases).set(itemBiases);
    const panels = float32At(memory, places.panels);
    for (let item = 0; item < itemBiases.length; item++) {
      const start = Math.floor(item / PANEL_ITEMS) * PANEL_ITEMS * columns + (item % PANEL_ITEMS);
      for (let factor = 0; factor < factorCount; factor++) {
        panels[start + factor * PANEL_ITEMS] = itemFactors[item * factorCount + factor];
      }
    }
    const [user, scores] = [float32At(memory, places.user), float32At(memory, places.scores)];
    return new CompiledScorer(
      instantiateKernels(module, memory),
      factorCount,
      panelCount,
      places,
      user,
      scores,
    );
  }

  scoreAll(user: Float32Array, userStart: number, base: number, out: Float32Array): void {
    const { panels, biases, user: userPlace, scores } = this.places;
    this.user.set(user.subarray(userStart, userStart + this.factorCount));
    this.kernels.scorePanels(
      panels.address,
      biases.address,
      userPlace.address,
      userPlace.length,
      this.panelCount,
      base,
      scores.address,
    );
    out.set(this.scores.subarray(0, out.length));
  }
}
