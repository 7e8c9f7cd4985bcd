import type { Ratings } from '../data/ratings.js';
import { compileKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { PosteriorSamples } from './bayesian-mf-beliefs.js';
import { invertedDiagonal } from './bayesian-mf-draws.js';
import { BayesianMfModel, type BayesianMfKind } from './bayesian-mf-model.js';
import { sampleFactorisations, type KeptSample } from './bayesian-mf-sampler.js';
import { completeHyperparameters, withDefaults, type HyperparameterSpec } from './hyperparameters.js';
import type { FitOptions } from './model.js';
import { StopCheck } from './stop-check.js';

export interface BayesianMfHyperparameters {
  readonly factorCount: number;
  readonly burnIn: number;
  readonly sampleCount: number;
  readonly thinning: number;
  readonly noisePrecision: number;
  readonly weightShape: number;
  readonly initStdDev: number;
  readonly threads: number;
}

export const bayesianMfHyperparameters: readonly HyperparameterSpec[] = [
  {
    name: 'factorCount',
    type: 'integer',
    default: 30,
    min: 1,
    max: 256,
    description: 'Factors of each user and item.',
    search: { min: 8, max: 64, scale: 'log' },
  },
  {
    name: 'burnIn',
    type: 'integer',
    default: 8,
    min: 0,
    max: 10_000,
    description: 'Sweeps over the ratings before any sample is kept.',
  },
  {
    name: 'sampleCount',
    type: 'integer',
    default: 24,
    min: 1,
    max: 256,
    description: 'Samples kept, whose predictions are averaged.',
  },
  {
    name: 'thinning',
    type: 'integer',
    default: 3,
    min: 1,
    max: 1000,
    description: 'Sweeps from one sample that is kept to the next.',
  },
  {
    name: 'noisePrecision',
    type: 'number',
    default: 0,
    min: 0,
    max: 1e6,
    description: 'Precision (1 / variance) of a rating around its prediction; 0 learns it from the ratings.',
  },
  {
    name: 'weightShape',
    type: 'number',
    default: 5,
    min: 0,
    max: 1e6,
    description:
      'How alike users, and films, are in how steady their ratings are: shape of a gamma distribution; 0 takes all for the same.',
    search: { min: 1, max: 50, scale: 'log' },
  },
  {
    name: 'initStdDev',
    type: 'number',
    default: 0.4,
    min: 1e-6,
    max: 10,
    description:
      'Standard deviation of the factors at the start: a chain that starts small takes long to find the weaker ones.',
  },
  {
    name: 'threads',
    type: 'integer',
    default: 2,
    min: 1,
    max: 64,
    description: 'Threads that share the work; the model does not depend on it.',
  },
];

/** Chains with feedback mix sooner, and need fewer factors for the same accuracy. */
export const bayesianSvdPlusPlusHyperparameters = withDefaults(bayesianMfHyperparameters, {
  factorCount: 20,
  burnIn: 20,
  sampleCount: 16,
  thinning: 4,
  initStdDev: 0.1,
});

/**
 * Bayesian probabilistic matrix factorisation with biases, by Gibbs sampling (Salakhutdinov & Mnih 2008): instead of
 * one best set of factors it averages over sets that agree with the ratings, so that it hardly overfits and needs no
 * regularisation to be chosen. Users and items have noise of their own (Lakshminarayanan, Bouchard & Archambeau 2011,
 * "Robust Bayesian matrix factorisation"): who rates steadily counts more. The bias is one factor more of each side, whose partner on the other side is 1.
 *
 * burnIn + sampleCount · thinning sweeps, each about (k + 2)² multiply–adds a rating and k³/2 a user and an item. The
 * same seed and ratings give the same model, bit for bit, whatever `threads` is, on every machine that runs the same
 * build of the kernels. Blocks the calling thread. Memory: 16 bytes a rating and 16 (k + 2) a user and 4 (k + 2) an item
 * in shared memory, beside the grouping of the ratings by user and by item; the model has 4 S (k + 2) bytes a user and
 * an item for S samples.
 *
 * @throws HyperparameterError
 * @throws ModelTooLargeError if that is more than `options.maxBytes`, or the shared part more than 4 GiB
 * @throws TrainingDivergedError if a parameter stops being finite
 * @throws FitCancelledError if the caller asks to stop
 * @throws ThreadFailedError if a helping thread fails or does not start
 */
export function trainBayesianMf(
  ratings: Ratings,
  hyperparameters: Partial<BayesianMfHyperparameters>,
  options: BayesianFitOptions,
): BayesianMfModel {
  return sampleModel('bayesian-mf', ratings, hyperparameters, options);
}

/**
 * Bayesian SVD++: Bayesian matrix factorisation in which what a user rated, and who rated an item, tells of them before
 * any rating is looked at (Koren 2008 for SVD++; Rendle, Zhang & Koren 2019, "On the difficulty of evaluating baselines",
 * where Bayesian SVD++ in both directions is what comes out best). Users' prior means are μ + Σ y / √n over the n items that they
 * rated, items' likewise over the users who rated them; the weights y and how strongly they are held near 0 are drawn
 * with everything else, see `ImplicitFeedback`.
 *
 * As `trainBayesianMf` otherwise, by some 4 (k + 2) multiply–adds a rating and side and 12 (k + 2) bytes of shared
 * memory a user and an item more; the model has 4 S (k + 1) bytes an item more.
 *
 * @throws HyperparameterError, ModelTooLargeError, TrainingDivergedError, FitCancelledError, ThreadFailedError
 */
export function trainBayesianSvdPlusPlus(
  ratings: Ratings,
  hyperparameters: Partial<BayesianMfHyperparameters>,
  options: BayesianFitOptions,
): BayesianMfModel {
  return sampleModel('bayesian-svd-plus-plus', ratings, hyperparameters, options);
}

type BayesianFitOptions = FitOptions & { readonly kernels?: CompiledKernels | null };

function sampleModel(
  kind: BayesianMfKind,
  ratings: Ratings,
  hyperparameters: Partial<BayesianMfHyperparameters>,
  options: BayesianFitOptions,
): BayesianMfModel {
  const hasFeedback = kind === 'bayesian-svd-plus-plus';
  const settings = completeHyperparameters<BayesianMfHyperparameters>(
    hasFeedback ? bayesianSvdPlusPlusHyperparameters : bayesianMfHyperparameters,
    hyperparameters,
  );
  const { factorCount, burnIn, sampleCount, thinning, noisePrecision, weightShape, initStdDev, threads } =
    settings;
  const { kernels = compileKernels() } = options;
  const stop = new StopCheck(options.shouldStop);
  const epochs = burnIn + sampleCount * thinning;
  let collected: Collection | null = null;
  sampleFactorisations(ratings, {
    factorCount,
    threads,
    sweeps: epochs,
    initStdDev,
    noisePrecision: noisePrecision > 0 ? noisePrecision : null,
    weightShape,
    hasFeedback,
    seed: options.seed,
    kernels,
    maxBytes: options.maxBytes,
    bytesBeside: modelBytes(ratings, settings, hasFeedback),
    keeps: (sweep) => sweep >= burnIn && (sweep - burnIn + 1) % thinning === 0,
    onKept: (sample) => (collected ??= new Collection(ratings, settings, hasFeedback)).add(sample),
    onWork: (work) => stop.after(work),
    onSweep: (epoch, squares) =>
      options.onEpoch?.({ epoch, epochs, trainRmse: Math.sqrt(squares / ratings.length) }),
  });
  return new BayesianMfModel(ratings, collected!.samples, kernels?.build ?? 'plain', kind);
}

function modelBytes(
  { users, items }: Ratings,
  { factorCount, sampleCount }: BayesianMfHyperparameters,
  hasFeedback: boolean,
): number {
  const row = sampleCount * (factorCount + 2);
  const feedback = hasFeedback ? 4 * items.size * sampleCount * (factorCount + 1) : 0;
  return feedback + 4 * ((users.size + items.size) * row + users.size * (factorCount + 1));
}

/** Gathers the samples that are kept. */
class Collection {
  readonly samples: PosteriorSamples;
  private next = 0;

  constructor(
    private readonly ratings: Ratings,
    { factorCount, sampleCount, weightShape }: BayesianMfHyperparameters,
    hasFeedback: boolean,
  ) {
    const [users, items, size] = [ratings.users.size, ratings.items.size, factorCount + 1];
    this.samples = {
      factorCount,
      sampleCount,
      weightShape,
      globalMean: ratings.globalMean,
      userFactors: new Float32Array(users * sampleCount * factorCount),
      userBiases: new Float32Array(users * sampleCount),
      userWeights: new Float32Array(users * sampleCount),
      userVariances: new Float32Array(users * size),
      itemFactors: new Float32Array(items * sampleCount * factorCount),
      itemBiases: new Float32Array(items * sampleCount),
      itemWeights: new Float32Array(items * sampleCount),
      userPriorMeans: new Float64Array(sampleCount * size),
      userPriorPrecisions: new Float64Array(sampleCount * size * size),
      itemPriorMeans: new Float64Array(sampleCount * size),
      itemPriorVariances: new Float64Array(size),
      noisePrecisions: new Float64Array(sampleCount),
      feedbackWeights: hasFeedback ? new Float32Array(items * sampleCount * size) : null,
    };
  }

  add({
    rowLength,
    itemRows,
    userRows,
    userMeans,
    userVariances,
    users,
    items,
    feedbackWeights,
    noisePrecision,
  }: KeptSample): void {
    const { samples, ratings } = this;
    const { factorCount, sampleCount } = samples;
    const size = factorCount + 1;
    const sample = this.next++;
    this.copyRows(itemRows, rowLength, sample, samples.itemFactors, samples.itemBiases);
    this.copyRows(userMeans, rowLength, sample, samples.userFactors, samples.userBiases);
    this.copyWeights(itemRows, rowLength, sample, samples.itemWeights);
    this.copyWeights(userRows, rowLength, sample, samples.userWeights);
    for (let user = 0; user < ratings.users.size; user++) {
      for (let x = 0; x < size; x++) {
        samples.userVariances[user * size + x] += userVariances[user * rowLength + x] / sampleCount;
      }
    }
    samples.userPriorMeans.set(users.mean, sample * size);
    samples.userPriorPrecisions.set(users.precision, sample * size * size);
    samples.itemPriorMeans.set(items.mean, sample * size);
    invertedDiagonal(items.precision).forEach(
      (one, x) => (samples.itemPriorVariances[x] += one / sampleCount),
    );
    samples.noisePrecisions[sample] = noisePrecision;
    for (let item = 0; feedbackWeights && item < ratings.items.size; item++) {
      const weights = feedbackWeights.subarray(item * rowLength, item * rowLength + size);
      samples.feedbackWeights!.set(weights, (item * sampleCount + sample) * size);
    }
  }

  private copyWeights(rows: Float32Array, rowLength: number, sample: number, weights: Float32Array): void {
    const { factorCount, sampleCount } = this.samples;
    for (let row = 0; row * rowLength < rows.length; row++) {
      weights[row * sampleCount + sample] = rows[row * rowLength + factorCount + 1] ** 2;
    }
  }

  private copyRows(
    rows: Float32Array,
    rowLength: number,
    sample: number,
    factors: Float32Array,
    biases: Float32Array,
  ): void {
    const { factorCount, sampleCount } = this.samples;
    for (let row = 0; row * rowLength < rows.length; row++) {
      const start = row * rowLength;
      const place = row * sampleCount + sample;
      factors.set(rows.subarray(start, start + factorCount), place * factorCount);
      biases[place] = rows[start + factorCount];
    }
  }
}
