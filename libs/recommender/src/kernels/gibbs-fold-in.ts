import { float32At, float64At, SharedLayout, type Place } from '../parallel/shared-layout.js';
import { GIBBS_BATCH, gibbsScratchFloats } from './gibbs-kernel.js';
import { compileBuild, instantiateKernels, type Kernels } from './wasm.js';

/** Rated items in all samples, S of them. */
export interface RatedItems {
  readonly sampleCount: number;
  readonly factorCount: number;
  /** [itemCount × S × k] */
  readonly itemFactors: Float32Array;
  /** [itemCount × S] */
  readonly itemBiases: Float32Array;
  /** [itemCount × S] ω */
  readonly itemWeights: Float32Array;
}

/** What follows for a person in each sample. Arrays are only lent. */
export interface Conditionals {
  /** [S × rowLength] factors, then the bias */
  readonly means: Float32Array;
  /** [S × rowLength] */
  readonly variances: Float32Array;
  /** [S] */
  readonly weights: Float64Array;
}

/**
 * The kernels `gibbsObserve` and `gibbsGiven` of assembly/gibbs.ts in a memory of their own, of a size that does not depend on
 * how long histories are. `UserBeliefs` has the plain twin.
 */
export class GibbsFoldIn {
  private constructor(
    private readonly kernels: Kernels,
    private readonly items: RatedItems,
    private readonly rowLength: number,
    private readonly places: Readonly<Record<PlaceName, Place>>,
    private readonly at: Readonly<Record<PlaceName, Float32Array>>,
    private readonly weights: Float64Array,
    private readonly weightShape: number,
  ) {}

  /**
   * @param priors  [S][matrix rows × rowLength] see `GibbsSide.prior`
   * @returns null where there is no WebAssembly SIMD, or not memory enough
   */
  static of(
    items: RatedItems,
    rowLength: number,
    priors: readonly Float32Array[],
    noisePrecisions: Float64Array,
    weightShape: number,
  ): GibbsFoldIn | null {
    const module = compileBuild('simd128');
    const { sampleCount, factorCount } = items;
    const layout = new SharedLayout();
    const matrices = sampleCount * rowLength * rowLength;
    const places = {
      factors: layout.add(GIBBS_BATCH * sampleCount * factorCount + rowLength),
      biases: layout.add(GIBBS_BATCH * sampleCount),
      itemWeights: layout.add(GIBBS_BATCH * sampleCount),
      values: layout.add(GIBBS_BATCH),
      sums: layout.add(matrices),
      priors: layout.add(matrices),
      pulls: layout.add(sampleCount * rowLength),
      means: layout.add(sampleCount * rowLength),
      variances: layout.add(sampleCount * rowLength),
      scratch: layout.add(gibbsScratchFloats(rowLength)),
      precisions: layout.add(sampleCount, 8),
      weights: layout.add(sampleCount, 8),
    };
    const memory = module && layout.tryAllocate();
    if (!module || !memory) return null;
    const at = Object.fromEntries(
      Object.entries(places).map(([name, place]) => [name, float32At(memory, place)]),
    ) as Record<PlaceName, Float32Array>;
    priors.forEach((prior, sample) => at.priors.set(prior, sample * rowLength * rowLength));
    float64At(memory, places.precisions).set(noisePrecisions);
    const kernels = instantiateKernels(module, memory);
    const weights = float64At(memory, places.weights);
    return new GibbsFoldIn(kernels, items, rowLength, places, at, weights, weightShape);
  }

  /**
   * @param itemIndices  rated items
   * @param values       [itemIndices.length] each rating less the mean of all
   * @param pulls        [S][k + 1] see `GibbsSide.pulls`; null: none
   */
  given(
    itemIndices: ArrayLike<number>,
    values: ArrayLike<number>,
    pulls: readonly Float64Array[] | null,
  ): Conditionals {
    const { kernels, items, rowLength, places, at } = this;
    const { sampleCount, factorCount } = items;
    at.sums.fill(0);
    for (let first = 0; first < itemIndices.length; first += GIBBS_BATCH) {
      this.observe(itemIndices, values, first, Math.min(GIBBS_BATCH, itemIndices.length - first));
    }
    pulls?.forEach((pull, sample) => at.pulls.set(pull, sample * rowLength));
    kernels.gibbsGiven(
      itemIndices.length,
      sampleCount,
      rowLength * 4,
      factorCount,
      this.weightShape,
      places.sums.address,
      places.priors.address,
      pulls ? places.pulls.address : 0,
      places.precisions.address,
      places.means.address,
      places.weights.address,
      places.variances.address,
      places.scratch.address,
    );
    return { means: at.means, variances: at.variances, weights: this.weights };
  }

  private observe(
    itemIndices: ArrayLike<number>,
    values: ArrayLike<number>,
    first: number,
    count: number,
  ): void {
    const { kernels, items, rowLength, places, at } = this;
    const { sampleCount, factorCount, itemFactors, itemBiases, itemWeights } = items;
    const length = sampleCount * factorCount;
    for (let n = 0; n < count; n++) {
      const item = itemIndices[first + n];
      at.factors.set(itemFactors.subarray(item * length, (item + 1) * length), n * length);
      at.values[n] = values[first + n];
      for (let sample = 0; sample < sampleCount; sample++) {
        at.biases[n * sampleCount + sample] = itemBiases[item * sampleCount + sample];
        at.itemWeights[n * sampleCount + sample] = itemWeights[item * sampleCount + sample];
      }
    }
    kernels.gibbsObserve(
      count,
      sampleCount,
      rowLength * 4,
      factorCount,
      places.factors.address,
      places.biases.address,
      places.itemWeights.address,
      places.values.address,
      places.sums.address,
      places.scratch.address,
    );
  }
}

type PlaceName =
  | 'factors'
  | 'biases'
  | 'itemWeights'
  | 'values'
  | 'sums'
  | 'priors'
  | 'pulls'
  | 'means'
  | 'variances'
  | 'scratch'
  | 'precisions'
  | 'weights';
