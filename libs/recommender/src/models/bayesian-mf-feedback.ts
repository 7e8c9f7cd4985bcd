import { feedbackWeights, type FeedbackProblem } from '../kernels/feedback-weights.js';
import type { Kernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import type { GibbsFeedbackPlan, GibbsPlan, SideName } from '../parallel/gibbs-plan.js';
import { otherSide } from '../parallel/gibbs-plan.js';
import { float32At, int32At } from '../parallel/shared-layout.js';
import type { Random } from '../random.js';
import {
  drawGamma,
  drawGaussianOf,
  GaussianNoise,
  scatterAround,
  type Gaussian,
} from './bayesian-mf-draws.js';

/** Ratings of the features drawn in one call of the kernel, so that a caller who wants to stop is heard. */
const RATINGS_PER_CALL = 100_000;

/**
 * What is known of a row from which others it has ratings with, whatever the ratings: of a user from the items that they
 * rated, of an item from the users who rated it. The prior mean of row r is μ + Σ_f y_f / √n_r over those n_r others. With
 * SVD++ (Koren 2008) it has the weights y of users in common; drawing them, and their strength, is Gibbs sampling.
 */
export class ImplicitFeedback {
  /** [rows × rowLength] Σ_f y_f / √n_r */
  private readonly shifts: Float32Array;
  private readonly residuals: Float32Array;
  private readonly rows: Float32Array;
  private readonly pulls: Float32Array;
  private readonly problem: Omit<FeedbackProblem, 'strength'>;
  private readonly features: GibbsFeedbackPlan;
  private strength = 1;

  constructor(
    private readonly plan: GibbsPlan,
    memory: SharedMemory,
    private readonly side: SideName,
    private readonly kernels: Kernels | null,
  ) {
    const own = plan[side];
    const other = plan[otherSide(side)];
    this.features = own.feedback!;
    const offsets = int32At(memory, own.offsets);
    this.rows = float32At(memory, own.rows);
    this.pulls = float32At(memory, this.features.pulls);
    this.residuals = float32At(memory, this.features.residuals);
    this.shifts = new Float32Array(this.rows.length);
    this.problem = {
      rowLength: plan.rowLength,
      offsets: int32At(memory, other.offsets),
      others: int32At(memory, other.others),
      scales: float32At(memory, this.features.scales),
      noise: float32At(memory, this.features.noise),
      residuals: this.residuals,
      weights: float32At(memory, this.features.weights),
    };
    for (let row = 0; row < this.problem.scales.length; row++) {
      this.problem.scales[row] = 1 / Math.sqrt(Math.max(1, offsets[row + 1] - offsets[row]));
    }
  }

  /** [features × rowLength] y, by index on the other side */
  get weights(): Float32Array {
    return this.problem.weights;
  }

  /**
   * Draws the distribution of the rows around what feedback says of them, then the weights of feedback, their strength,
   * and writes what the weights pull each row to, where sampling the rows reads it.
   */
  draw(random: Random, onWork: (work: number) => void): Gaussian {
    const { rowLength, factorCount } = this.plan;
    const size = factorCount + 1;
    const { rows, shifts, residuals } = this;
    for (let start = 0; start < rows.length; start += rowLength) {
      for (let x = 0; x < size; x++) residuals[start + x] = rows[start + x] - shifts[start + x];
    }
    const gaussian = drawGaussianOf(residuals, rowLength, size, random, (mean) =>
      scatterAround(mean, residuals, rowLength, onWork),
    );
    for (let start = 0; start < rows.length; start += rowLength) {
      for (let x = 0; x < size; x++) residuals[start + x] -= gaussian.mean[x];
    }
    this.drawNoise(gaussian, random, onWork);
    this.drawWeights(onWork);
    for (let start = 0; start < rows.length; start += rowLength) {
      for (let x = 0; x < size; x++) {
        shifts[start + x] = rows[start + x] - gaussian.mean[x] - residuals[start + x];
      }
    }
    this.writePulls(gaussian, onWork);
    this.drawStrength(gaussian, random);
    return gaussian;
  }

  private drawNoise({ precision }: Gaussian, random: Random, onWork: (work: number) => void): void {
    const { noise, rowLength } = this.problem;
    const source = new GaussianNoise(precision);
    for (let start = 0; start < noise.length; start += rowLength) {
      noise.set(source.draw(random), start);
      onWork((rowLength * rowLength) / 2);
    }
  }

  private drawWeights(onWork: (work: number) => void): void {
    const { offsets, rowLength } = this.problem;
    const featureCount = offsets.length - 1;
    for (let first = 0; first < featureCount;) {
      let end = first + 1;
      while (end < featureCount && offsets[end + 1] - offsets[first] <= RATINGS_PER_CALL) end++;
      this.drawSome(first, end);
      onWork(2 * (offsets[end] - offsets[first]) * rowLength);
      first = end;
    }
  }

  private drawSome(first: number, end: number): void {
    const { kernels, plan, features, strength } = this;
    if (!kernels) return feedbackWeights({ ...this.problem, strength }, first, end);
    const other = plan[otherSide(this.side)];
    kernels.feedbackWeights(
      first,
      end,
      plan.rowLength * 4,
      other.offsets.address,
      other.others.address,
      features.scales.address,
      features.residuals.address,
      features.weights.address,
      features.noise.address,
      strength,
      plan.scratch.address,
    );
  }

  /** Λ times what feedback says of each row. */
  private writePulls({ precision }: Gaussian, onWork: (work: number) => void): void {
    const { shifts, pulls } = this;
    const { rowLength, factorCount } = this.plan;
    const size = factorCount + 1;
    for (let start = 0; start < shifts.length; start += rowLength) {
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let j = 0; j < size; j++) sum += precision[i * size + j] * shifts[start + j];
        pulls[start + i] = sum;
      }
      onWork(size * size);
    }
  }

  /** λ from a gamma prior of shape and rate 1: its conditional has ½ of each weight and of Σ yᵀΛy more. */
  private drawStrength({ precision }: Gaussian, random: Random): void {
    const { weights, rowLength } = this.problem;
    const size = this.plan.factorCount + 1;
    let squares = 0;
    for (let start = 0; start < weights.length; start += rowLength) {
      for (let i = 0; i < size; i++) {
        let sum = 0;
        for (let j = 0; j < size; j++) sum += precision[i * size + j] * weights[start + j];
        squares += sum * weights[start + i];
      }
    }
    const count = (weights.length / rowLength) * size;
    this.strength = drawGamma(1 + count / 2, random) / (1 + squares / 2);
  }
}
