import type { Ratings } from '../data/ratings.js';
import { ModelTooLargeError, TrainingDivergedError } from '../errors.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { fillGibbs, planGibbs, type GibbsPlan, type SideName } from '../parallel/gibbs-plan.js';
import { GibbsThreads } from '../parallel/gibbs-threads.js';
import { float32At, float64At } from '../parallel/shared-layout.js';
import { seededRandom, type Random } from '../random.js';
import { drawGamma, drawGaussianOf, type Gaussian } from './bayesian-mf-draws.js';
import { ImplicitFeedback } from './bayesian-mf-feedback.js';

export interface SamplerOptions {
  readonly factorCount: number;
  readonly threads: number;
  readonly sweeps: number;
  /** Standard deviation of the factors at the start. */
  readonly initStdDev: number;
  /** α where it is given; null draws it with everything else. */
  readonly noisePrecision: number | null;
  /** Shape of the gamma distribution of the weights of users and items; 0: all weigh 1. */
  readonly weightShape: number;
  /** Whether what users rated, and who rated an item, tells of them whatever the ratings; see `ImplicitFeedback`. */
  readonly hasFeedback: boolean;
  readonly seed: number;
  readonly kernels: CompiledKernels | null;
  readonly maxBytes: number | undefined;
  /** Bytes that the caller will need beside the sampler's memory. */
  readonly bytesBeside: number;
  /** Whether what a sweep (0-based) begins with is to be kept. */
  readonly keeps: (sweep: number) => boolean;
  readonly onKept: (sample: KeptSample) => void;
  readonly onWork: (work: number) => void;
  /** Called after each sweep, 1-based, with Σ error² of the sample over all ratings. */
  readonly onSweep: (sweep: number, squares: number) => void;
}

/** A sample of the items and what follows from it for the users. Arrays are only lent. */
export interface KeptSample {
  readonly rowLength: number;
  /** [itemCount × rowLength] factors, then the bias, then the root of the weight. */
  readonly itemRows: Float32Array;
  /** [userCount × rowLength] a sample of the users given the items, laid out likewise */
  readonly userRows: Float32Array;
  /** [userCount × rowLength] what the users' factors and bias are on average, given the items. */
  readonly userMeans: Float32Array;
  /** [userCount × rowLength] and their variances. */
  readonly userVariances: Float32Array;
  readonly users: Gaussian;
  readonly items: Gaussian;
  /** [itemCount × rowLength] what having rated an item adds to a user's prior mean, times 1/√n; null without feedback */
  readonly feedbackWeights: Float32Array | null;
  readonly noisePrecision: number;
}

/** As long as the factors are next to what they were drawn at the start, there is nothing to learn from them. */
const SWEEPS_BEFORE_FEEDBACK = 3;

/** Whole numbers that chunks' seeds start from: there is room above for as many chunks as there may be. */
const SEEDS = 2 ** 52;

/**
 * Walks through the posterior of r ~ N(μ + b_u + b_i + p_u·q_i, 1/(α ω_u ω_i)) by Gibbs sampling. A sweep draws the
 * distributions of users and of items, then all users, then all items, each with its weight ω, then α, with a
 * gamma prior of shape 1.
 *
 * @throws ModelTooLargeError before anything is allocated
 * @throws TrainingDivergedError if the sum of squared errors stops being finite
 * @throws ThreadFailedError
 */
export function sampleFactorisations(ratings: Ratings, options: SamplerOptions): void {
  const { factorCount, kernels, sweeps, seed, onWork, weightShape } = options;
  const { plan, layout } = planGibbs(
    ratings,
    factorCount,
    kernels ? options.threads : 1,
    options.hasFeedback,
  );
  const what = `Sampling ${ratings.users.size} users and ${ratings.items.size} items by ${factorCount} factors over ${ratings.length} ratings`;
  const { maxBytes = Infinity, bytesBeside } = options;
  if (layout.bytes + bytesBeside > maxBytes) {
    throw new ModelTooLargeError(what, layout.bytes + bytesBeside, maxBytes);
  }
  const memory = layout.allocate(what);
  fillGibbs(plan, ratings, memory);
  const random = seededRandom(seed);
  fillRows(plan, memory, options.initStdDev, random);
  const unit = (ratings.scale.max - ratings.scale.min) / 4;
  const threads = new GibbsThreads(plan, memory, kernels, onWork);
  const feedback = options.hasFeedback ? feedbackOf(plan, memory, kernels) : null;
  try {
    const feedbackWeights = feedback && feedback.users.weights;
    let alpha = options.noisePrecision ?? 1 / unit ** 2;
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const keep = options.keeps(sweep);
      const drawn = (side: SideName): Gaussian =>
        drawPrior(
          plan,
          memory,
          side,
          sweep < SWEEPS_BEFORE_FEEDBACK ? null : feedback,
          random,
          threads,
          onWork,
        );
      const items = drawn('items');
      const users = drawn('users');
      threads.sample('users', keep, random.integer(SEEDS), alpha, weightShape);
      if (keep)
        options.onKept({ ...keptAt(plan, memory), users, items, feedbackWeights, noisePrecision: alpha });
      threads.sample('items', false, random.integer(SEEDS), alpha, weightShape);
      const [squares, weighted] = squaresAt(plan, memory);
      if (!Number.isFinite(squares)) throw new TrainingDivergedError(sweep + 1);
      const precision = drawGamma(1 + ratings.length / 2, random) / (unit ** 2 + weighted / 2);
      alpha = options.noisePrecision ?? precision;
      options.onSweep(sweep + 1, squares);
    }
  } finally {
    threads.close();
  }
}

function fillRows(plan: GibbsPlan, memory: SharedMemory, stdDev: number, random: Random): void {
  for (const { rows: place } of [plan.users, plan.items]) {
    const rows = float32At(memory, place);
    for (let start = 0; start < rows.length; start += plan.rowLength) {
      for (let x = 0; x < plan.factorCount; x++) rows[start + x] = stdDev * random.normal();
      rows[start + plan.factorCount + 1] = 1;
    }
  }
}

/** Σ error² over all ratings, without weights and with. */
function squaresAt(plan: GibbsPlan, memory: SharedMemory): [plain: number, weighted: number] {
  const sums: [number, number] = [0, 0];
  float64At(memory, plan.squares).forEach((one, at) => (sums[at % 2] += one));
  return sums;
}

type Feedback = Readonly<Record<SideName, ImplicitFeedback>>;

function feedbackOf(plan: GibbsPlan, memory: SharedMemory, kernels: CompiledKernels | null): Feedback {
  const instance = kernels && instantiateKernels(kernels.module, memory);
  return {
    users: new ImplicitFeedback(plan, memory, 'users', instance),
    items: new ImplicitFeedback(plan, memory, 'items', instance),
  };
}

/** Draws the distribution of one side's rows and writes it where the kernels read it. */
function drawPrior(
  plan: GibbsPlan,
  memory: SharedMemory,
  side: SideName,
  feedback: Feedback | null,
  random: Random,
  threads: GibbsThreads,
  onWork: (work: number) => void,
): Gaussian {
  const rows = float32At(memory, plan[side].rows);
  // Fewer rows than a row has numbers say nothing of what rows have in common.
  const hasEnough = rows.length > plan.rowLength * (plan.factorCount + 1);
  const gaussian =
    feedback && hasEnough
      ? feedback[side].draw(random, onWork)
      : drawGaussianOf(rows, plan.rowLength, plan.factorCount + 1, random, (mean) =>
          threads.scatter(side, mean),
        );
  writePrior(gaussian, float32At(memory, plan[side].prior), plan.rowLength);
  return gaussian;
}

/** Writes a distribution as `GibbsSide.prior` has it. */
export function writePrior({ mean, precision }: Gaussian, out: Float32Array, rowLength: number): void {
  const size = mean.length;
  for (let i = 0; i < size; i++) {
    let product = 0;
    for (let j = 0; j < size; j++) product += precision[i * size + j] * mean[j];
    for (let j = i; j < size; j++) out[i * rowLength + j] = precision[i * size + j];
    out[i * rowLength + size] = product;
  }
}

function keptAt(
  plan: GibbsPlan,
  memory: SharedMemory,
): Pick<KeptSample, 'rowLength' | 'itemRows' | 'userRows' | 'userMeans' | 'userVariances'> {
  return {
    rowLength: plan.rowLength,
    itemRows: float32At(memory, plan.items.rows),
    userRows: float32At(memory, plan.users.rows),
    userMeans: float32At(memory, plan.means),
    userVariances: float32At(memory, plan.variances),
  };
}
