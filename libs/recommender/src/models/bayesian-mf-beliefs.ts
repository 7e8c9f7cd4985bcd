import { GibbsFoldIn } from '../kernels/gibbs-fold-in.js';
import { gibbsMatrixRows, gibbsRowLength, RowConditional } from '../kernels/gibbs-rows.js';
import type { Gaussian } from './bayesian-mf-draws.js';
import { writePrior } from './bayesian-mf-sampler.js';
import type { IndexedRating } from './indexed-model.js';

/** Samples of the posterior of a Bayesian matrix factorisation, S of them: r ~ N(μ + b_u + b_i + p_u·q_i, 1/(α ω_u ω_i)). */
export interface PosteriorSamples {
  readonly factorCount: number;
  readonly sampleCount: number;
  readonly globalMean: number;
  /** [userCount × S × k] expected p_u, given the items of each sample */
  readonly userFactors: Float32Array;
  /** [userCount × S] expected b_u */
  readonly userBiases: Float32Array;
  /** [userCount × (k + 1)] variances of p_u and b_u, given the items; averages over the samples */
  readonly userVariances: Float32Array;
  /** [userCount × S] ω_u, how steady their ratings are */
  readonly userWeights: Float32Array;
  /** [itemCount × S × k] q_i */
  readonly itemFactors: Float32Array;
  /** [itemCount × S] b_i */
  readonly itemBiases: Float32Array;
  /** [itemCount × S] ω_i, how much users agree on them */
  readonly itemWeights: Float32Array;
  /** [S × (k + 1)] and [S × (k + 1) × (k + 1)]: the distribution of all users' factors and biases, before any rating */
  readonly userPriorMeans: Float64Array;
  readonly userPriorPrecisions: Float64Array;
  /** [S × (k + 1)] the mean of all items' factors and biases */
  readonly itemPriorMeans: Float64Array;
  /** [k + 1] their variances, averages over the samples */
  readonly itemPriorVariances: Float64Array;
  /** [S] α */
  readonly noisePrecisions: Float64Array;
  /** Shape of the gamma distribution of weights, whose mean is 1; 0: all are 1. */
  readonly weightShape: number;
  /**
   * [itemCount × S × (k + 1)] y, what having rated an item says of a user: the prior mean of somebody with n ratings has
   * Σ y / √n more. null: nothing.
   */
  readonly feedbackWeights: Float32Array | null;
}

/** Factors, biases and weights in each sample; of a user what is expected of them. */
export interface Belief {
  /** [S × k] */
  readonly factors: Float32Array;
  /** [S] */
  readonly biases: Float32Array;
  /** [S] ω */
  readonly weights: Float32Array;
  /** [k + 1] variances of factors and bias besides those between samples. */
  readonly variances: ArrayLike<number>;
}

/** Computes what is to be believed of somebody from their ratings, sample by sample. */
export class UserBeliefs {
  private readonly rowLength: number;
  private readonly priors: Float32Array[];
  private readonly conditional: RowConditional;
  /** undefined: not asked for yet. */
  private kernel: GibbsFoldIn | null | undefined;

  /** @param compiled  whether the kernels may be used, where there are any */
  constructor(
    private readonly samples: PosteriorSamples,
    private readonly compiled = true,
  ) {
    const { factorCount, sampleCount } = samples;
    this.rowLength = gibbsRowLength(factorCount);
    this.conditional = new RowConditional(factorCount);
    this.priors = Array.from({ length: sampleCount }, (_, sample) => {
      const prior = new Float32Array(gibbsMatrixRows(factorCount) * this.rowLength);
      writePrior(userPrior(samples, sample), prior, this.rowLength);
      return prior;
    });
  }

  /** A known user, or nobody in particular (−1). */
  ofUser(userIndex: number): Belief {
    if (userIndex < 0) return this.given([]);
    const { factorCount, sampleCount, userFactors, userBiases, userWeights, userVariances } = this.samples;
    return {
      factors: part(userFactors, userIndex, factorCount * sampleCount),
      biases: part(userBiases, userIndex, sampleCount),
      weights: part(userWeights, userIndex, sampleCount),
      variances: part(userVariances, userIndex, factorCount + 1),
    };
  }

  /** Somebody with this history, the items' parameters fixed: what training would have found for them in each sample. */
  given(history: readonly IndexedRating[]): Belief {
    if (history.length === 0) return this.plainGiven(history);
    const { rowLength, samples, priors } = this;
    if (this.kernel === undefined) {
      this.kernel = this.compiled
        ? GibbsFoldIn.of(samples, rowLength, priors, samples.noisePrecisions, samples.weightShape)
        : null;
    }
    return this.kernel ? this.compiledGiven(this.kernel, history) : this.plainGiven(history);
  }

  private compiledGiven(kernel: GibbsFoldIn, history: readonly IndexedRating[]): Belief {
    const { rowLength } = this;
    const { factorCount, sampleCount, globalMean, feedbackWeights } = this.samples;
    const { means, variances, weights } = kernel.given(
      history.map(({ itemIndex }) => itemIndex),
      history.map(({ rating }) => rating - globalMean),
      feedbackWeights && Array.from({ length: sampleCount }, (_, sample) => this.pull(history, sample)!),
    );
    const spread = new Float64Array(factorCount + 1);
    const factors = new Float32Array(factorCount * sampleCount);
    const biases = new Float32Array(sampleCount);
    for (let sample = 0; sample < sampleCount; sample++) {
      const start = sample * rowLength;
      factors.set(means.subarray(start, start + factorCount), sample * factorCount);
      biases[sample] = means[start + factorCount];
      for (let x = 0; x <= factorCount; x++) spread[x] += variances[start + x] / sampleCount;
    }
    return { factors, biases, weights: Float32Array.from(weights), variances: spread };
  }

  private plainGiven(history: readonly IndexedRating[]): Belief {
    const { factorCount, sampleCount, globalMean } = this.samples;
    const factors = new Float32Array(factorCount * sampleCount);
    const biases = new Float32Array(sampleCount);
    const weights = new Float32Array(sampleCount);
    const variances = new Float64Array(factorCount + 1);
    const values = Float32Array.from(history, ({ rating }) => rating - globalMean);
    const others = Int32Array.from(history, (_, row) => row);
    for (let sample = 0; sample < sampleCount; sample++) {
      const otherRows = this.itemRows(history, sample);
      this.conditional.observe({ rowLength: this.rowLength, otherRows }, others, values);
      weights[sample] = this.conditionOn(sample, this.pull(history, sample));
      const mean = this.conditional.mean();
      factors.set(mean.subarray(0, factorCount), sample * factorCount);
      biases[sample] = mean[factorCount];
      const spread = this.conditional.variances();
      for (let x = 0; x <= factorCount; x++) variances[x] += spread[x] / sampleCount;
    }
    return { factors, biases, weights, variances };
  }

  /**
   * Takes a weight of 1, then what is to be expected of it, which it returns. More such steps change next to nothing: on
   * a part of MovieLens 100K predictions then differ from those of training by 0.0043 instead of 0.0053.
   */
  private conditionOn(sample: number, pull: Float64Array | null): number {
    const { conditional, rowLength } = this;
    const { weightShape, noisePrecisions } = this.samples;
    const [prior, precision] = [this.priors[sample], noisePrecisions[sample]];
    conditional.condition(prior, rowLength, precision, pull);
    if (weightShape === 0) return 1;
    const weight = conditional.expectedWeight(precision, weightShape);
    conditional.condition(prior, rowLength, precision * weight, pull);
    return weight;
  }

  /**
   * What everything that is known of somebody adds to a prediction: their mean is A⁻¹ (Λμ + Λ Σ y/√n + αω Σ ω' (v − c) w),
   * so that each rating has a part of its own, averaged over the samples.
   *
   * @param weights  [S] ω, as `given` found them
   * @param item     what the person's factors are multiplied by
   * @returns the prior's part, and that of each rating of the history
   */
  contributionsTo(
    history: readonly IndexedRating[],
    weights: ArrayLike<number>,
  ): (item: Pick<Belief, 'factors'>) => { prior: number; ratings: Float64Array } {
    const { factorCount, sampleCount } = this.samples;
    const size = factorCount + 1;
    const perSample = Array.from({ length: sampleCount }, (_, sample) =>
      this.shares(history, sample, weights[sample]),
    );
    const features = new Float64Array(size).fill(1);
    return ({ factors }) => {
      const ratings = new Float64Array(history.length);
      let prior = 0;
      perSample.forEach(({ conditional, pushes }, sample) => {
        features.set(factors.subarray(sample * factorCount, (sample + 1) * factorCount));
        const pull = conditional.inverseTimes(features);
        for (let row = 0; row <= history.length; row++) {
          let sum = 0;
          for (let x = 0; x < size; x++) sum += pull[x] * pushes[row * size + x];
          if (row < history.length) ratings[row] += sum / sampleCount;
          else prior += sum / sampleCount;
        }
      });
      return { prior, ratings };
    };
  }

  /** In one sample: A decomposed, and [(n + 1) × (k + 1)] what each rating, and last the prior, adds to b. */
  private shares(
    history: readonly IndexedRating[],
    sample: number,
    weight: number,
  ): { conditional: RowConditional; pushes: Float64Array } {
    const { rowLength } = this;
    const { factorCount, globalMean, noisePrecisions } = this.samples;
    const size = factorCount + 1;
    const otherRows = this.itemRows(history, sample);
    const values = Float32Array.from(history, ({ rating }) => rating - globalMean);
    const precision = noisePrecisions[sample] * weight;
    const conditional = new RowConditional(factorCount);
    conditional.observe(
      { rowLength, otherRows },
      Int32Array.from(values, (_, row) => row),
      values,
    );
    conditional.condition(this.priors[sample], rowLength, precision);
    const pushes = new Float64Array((history.length + 1) * size);
    history.forEach((one, row) => {
      const start = row * rowLength;
      const told = this.pull([one], sample, history.length);
      const push = precision * otherRows[start + size] ** 2 * (values[row] - otherRows[start + factorCount]);
      for (let x = 0; x < size; x++) {
        pushes[row * size + x] = push * (x < factorCount ? otherRows[start + x] : 1) + (told ? told[x] : 0);
      }
    });
    for (let x = 0; x < size; x++)
      pushes[history.length * size + x] = this.priors[sample][x * rowLength + size];
    return { conditional, pushes };
  }

  /** Λ times what having rated these items says of somebody with `length` ratings, whatever they are; see `GibbsSide.pulls`. */
  private pull(
    history: readonly IndexedRating[],
    sample: number,
    length = history.length,
  ): Float64Array | null {
    const { factorCount, sampleCount, feedbackWeights, userPriorPrecisions } = this.samples;
    if (!feedbackWeights) return null;
    const size = factorCount + 1;
    const shift = new Float64Array(size);
    for (const { itemIndex } of history) {
      const start = (itemIndex * sampleCount + sample) * size;
      for (let x = 0; x < size; x++) shift[x] += feedbackWeights[start + x];
    }
    const precision = userPriorPrecisions.subarray(sample * size * size, (sample + 1) * size * size);
    const scale = 1 / Math.sqrt(Math.max(1, length));
    return Float64Array.from({ length: size }, (_, i) => {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += precision[i * size + j] * shift[j];
      return sum * scale;
    });
  }

  /** The items of a history in one sample, as training has them. */
  private itemRows(history: readonly IndexedRating[], sample: number): Float32Array {
    const { factorCount, sampleCount, itemFactors, itemBiases, itemWeights } = this.samples;
    const rows = new Float32Array(history.length * this.rowLength);
    history.forEach(({ itemIndex }, row) => {
      const place = itemIndex * sampleCount + sample;
      rows.set(part(itemFactors, place, factorCount), row * this.rowLength);
      rows[row * this.rowLength + factorCount] = itemBiases[place];
      rows[row * this.rowLength + factorCount + 1] = Math.sqrt(itemWeights[place]);
    });
    return rows;
  }
}

function userPrior(
  { factorCount, userPriorMeans, userPriorPrecisions }: PosteriorSamples,
  sample: number,
): Gaussian {
  const size = factorCount + 1;
  return {
    mean: userPriorMeans.subarray(sample * size, (sample + 1) * size),
    precision: userPriorPrecisions.subarray(sample * size * size, (sample + 1) * size * size),
  };
}

function part(values: Float32Array, index: number, length: number): Float32Array {
  return values.subarray(index * length, (index + 1) * length);
}
