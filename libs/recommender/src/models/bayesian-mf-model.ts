import { scoreItem, type ScoredItems } from '../kernels/item-scores.js';
import { rankTopN } from '../ranking/top-n.js';
import { UserBeliefs, type Belief, type PosteriorSamples } from './bayesian-mf-beliefs.js';
import {
  clip,
  IndexedModel,
  readFrame,
  type EstimateParts,
  type Estimator,
  type IndexedRating,
  type ModelFrame,
} from './indexed-model.js';
import type { ItemRating, ModelState, ScoredItem, Tensor } from './model.js';
import { StateReader } from './state-reader.js';
import type { Trainer } from './svd.js';

const trainers = ['plain', 'simd128', 'relaxed-simd'] as const;

/** A predicted rating and how far off it may be. */
export interface PredictionWithDeviation {
  /** On the rating scale. */
  readonly rating: number;
  /** Standard deviation of what the user would give, in rating units: doubt about the model, and noise. */
  readonly deviation: number;
}

/** With or without implicit feedback. */
export type BayesianMfKind = 'bayesian-mf' | 'bayesian-svd-plus-plus';

/**
 * Bayesian matrix factorisation: the average prediction of S samples of the posterior,
 *
 *   r̂ = μ + 1/S Σ_s (b_us + b_is + p_us·q_is)
 *
 * where q_is and b_is are sampled and p_us and b_us what follows from them and the user's ratings on average. So a user
 * of the training set and somebody who is folded in with the same ratings get the same predictions.
 */
export class BayesianMfModel extends IndexedModel {
  private readonly beliefs: UserBeliefs;
  /** All samples side by side: the average of S products is one product of S · k factors. */
  private readonly scored: ScoredItems;
  private readonly unknownItem: Belief;
  private readonly nobody: Belief;
  private itemNorms: Float64Array | null = null;

  constructor(
    frame: ModelFrame,
    readonly samples: PosteriorSamples,
    /** What trained it: results differ in the last bits. */
    readonly trainedBy: Trainer,
    readonly kind: BayesianMfKind = 'bayesian-mf',
  ) {
    super(frame);
    const { factorCount, sampleCount, itemFactors, itemBiases } = samples;
    this.beliefs = new UserBeliefs(samples);
    this.nobody = this.beliefs.ofUser(-1);
    this.unknownItem = priorItem(samples);
    this.scored = {
      factorCount: factorCount * sampleCount,
      itemFactors,
      itemBiases: Float32Array.from({ length: frame.items.size }, (_, item) =>
        mean(itemBiases.subarray(item * sampleCount, (item + 1) * sampleCount)),
      ),
    };
  }

  /**
   * A prediction by external ids and its standard deviation; whoever and whatever is unknown is answered with a wide
   * one. The prediction is that of `predict`, or of `foldIn` where a history is given.
   *
   * Var = mean of 1/(α ω_u ω_i) + variance of the samples' predictions + mean of Σ_f q_f² Var(p_f) + Var(b): covariances of a
   * user's factors are left out. Calibrated on held-out ratings, see bayesian-mf.accuracy.spec.ts.
   */
  predictWithDeviation(
    userId: number,
    itemId: number,
    history?: readonly ItemRating[],
  ): PredictionWithDeviation {
    const known = history && this.knownRatings(history);
    const user = known ? this.beliefGiven(known) : this.beliefOf(this.users.indexOf(userId));
    const itemIndex = this.items.indexOf(itemId);
    const rating = clip(this.estimatorWith(user).estimate(itemIndex), this.scale);
    return { rating, deviation: Math.sqrt(this.variance(user, this.itemAt(itemIndex))) };
  }

  /** By the cosine of the items' factors, of all samples together: what is little known is like nothing. */
  similar(itemId: number, count: number): ScoredItem[] {
    const item = this.items.indexOf(itemId);
    if (item < 0) return [];
    const { itemFactors, factorCount, sampleCount } = this.samples;
    const length = factorCount * sampleCount;
    const row = itemFactors.subarray(item * length, (item + 1) * length);
    const norms = (this.itemNorms ??= rowNorms(itemFactors, length));
    const cosines = new Float32Array(this.items.size);
    for (let other = 0; other < cosines.length; other++) {
      const scale = norms[item] * norms[other];
      cosines[other] = scale > 0 ? dot(row, itemFactors, other * length) / scale : 0;
    }
    const best = rankTopN(cosines, (other) => other === item, count);
    return best.map((other) => ({ itemId: this.items.idAt(other), score: cosines[other] }));
  }

  state(): ModelState {
    const { factorCount, sampleCount, globalMean, weightShape, feedbackWeights, ...arrays } = this.samples;
    const size = factorCount + 1;
    const [users, items] = [this.users.size, this.items.size];
    const shapes: Record<keyof typeof arrays, number[]> = {
      userFactors: [users, sampleCount, factorCount],
      userBiases: [users, sampleCount],
      userWeights: [users, sampleCount],
      userVariances: [users, size],
      itemFactors: [items, sampleCount, factorCount],
      itemBiases: [items, sampleCount],
      itemWeights: [items, sampleCount],
      userPriorMeans: [sampleCount, size],
      userPriorPrecisions: [sampleCount, size, size],
      itemPriorMeans: [sampleCount, size],
      itemPriorVariances: [size],
      noisePrecisions: [sampleCount],
    };
    const names = Object.keys(shapes) as (keyof typeof arrays)[];
    const tensors: Record<string, Tensor> = Object.fromEntries(
      names.map((name) => [name, { shape: shapes[name], data: arrays[name] }]),
    );
    if (feedbackWeights)
      tensors.feedbackWeights = { shape: [items, sampleCount, size], data: feedbackWeights };
    return this.frameState(
      { factorCount, sampleCount, globalMean, weightShape, trainedBy: this.trainedBy },
      tensors,
    );
  }

  protected estimatorOf(userIndex: number): Estimator {
    return this.estimatorWith(this.beliefOf(userIndex));
  }

  protected estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const user = this.beliefs.given(history);
    let contributionsTo: ReturnType<UserBeliefs['contributionsTo']> | undefined;
    return {
      ...this.estimatorWith(user),
      explain: (itemIndex) => {
        contributionsTo ??= this.beliefs.contributionsTo(history, user.weights);
        const { prior, ratings } = contributionsTo(this.itemAt(itemIndex));
        return {
          terms: [...this.itemTerms(itemIndex), ['user', prior]],
          history: history.map((one, row) => ({ ...one, contribution: ratings[row] })),
        };
      },
    };
  }

  private beliefOf(userIndex: number): Belief {
    return userIndex < 0 ? this.nobody : this.beliefs.ofUser(userIndex);
  }

  private beliefGiven(history: readonly IndexedRating[]): Belief {
    return history.length > 0 ? this.beliefs.given(history) : this.nobody;
  }

  private itemAt(itemIndex: number): Belief {
    if (itemIndex < 0) return this.unknownItem;
    const { itemFactors, itemBiases, itemWeights, factorCount, sampleCount } = this.samples;
    const length = factorCount * sampleCount;
    return {
      factors: itemFactors.subarray(itemIndex * length, (itemIndex + 1) * length),
      biases: itemBiases.subarray(itemIndex * sampleCount, (itemIndex + 1) * sampleCount),
      weights: itemWeights.subarray(itemIndex * sampleCount, (itemIndex + 1) * sampleCount),
      variances: new Float64Array(factorCount + 1),
    };
  }

  /** The part of an estimate that is the same for everybody. */
  private itemTerms(itemIndex: number): EstimateParts['terms'] {
    return [
      ['mean', this.samples.globalMean],
      ['item', mean(this.itemAt(itemIndex).biases)],
    ];
  }

  private estimatorWith(user: Belief): Estimator {
    const { scored, unknownItem } = this;
    const { sampleCount, globalMean } = this.samples;
    const factors = user.factors.map((one) => one / sampleCount);
    const base = globalMean + mean(user.biases);
    return {
      estimate: (itemIndex) =>
        itemIndex < 0
          ? base + mean(unknownItem.biases) + dot(factors, unknownItem.factors, 0)
          : scoreItem(scored, itemIndex, factors, 0, base),
      linear: { items: scored, factors, userStart: 0, base },
      explain: (itemIndex) => ({
        terms: [
          ...this.itemTerms(itemIndex),
          ['user', mean(user.biases)],
          ['taste', dot(factors, this.itemAt(itemIndex).factors, 0)],
        ],
      }),
    };
  }

  private variance(user: Belief, item: Belief): number {
    const { factorCount, sampleCount, noisePrecisions } = this.samples;
    const predictions = new Float64Array(sampleCount);
    let within = 0;
    for (let sample = 0; sample < sampleCount; sample++) {
      let product = 0;
      const precision = noisePrecisions[sample] * user.weights[sample] * item.weights[sample];
      let spread = 1 / precision + user.variances[factorCount] + item.variances[factorCount];
      for (let x = 0; x < factorCount; x++) {
        const [p, q] = [user.factors[sample * factorCount + x], item.factors[sample * factorCount + x]];
        product += p * q;
        spread += q * q * user.variances[x] + (p * p + user.variances[x]) * item.variances[x];
      }
      predictions[sample] = user.biases[sample] + item.biases[sample] + product;
      within += spread / sampleCount;
    }
    const average = mean(predictions);
    const squares = predictions.reduce((sum, one) => sum + (one - average) ** 2, 0);
    return within + squares / Math.max(1, sampleCount - 1);
  }
}

/** What is to be believed of an item that nobody has rated. */
function priorItem({
  factorCount,
  sampleCount,
  itemPriorMeans,
  itemPriorVariances,
}: PosteriorSamples): Belief {
  const size = factorCount + 1;
  const factors = new Float32Array(factorCount * sampleCount);
  for (let sample = 0; sample < sampleCount; sample++) {
    const start = sample * size;
    factors.set(itemPriorMeans.subarray(start, start + factorCount), sample * factorCount);
  }
  const biases = Float32Array.from({ length: sampleCount }, (_, n) => itemPriorMeans[n * size + factorCount]);
  const weights = new Float32Array(sampleCount).fill(1);
  return { factors, biases, weights, variances: itemPriorVariances };
}

function mean(values: Float32Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at];
  return sum / values.length;
}

function rowNorms(rows: Float32Array, length: number): Float64Array {
  const norms = new Float64Array(rows.length / length);
  for (let row = 0; row < norms.length; row++) {
    norms[row] = Math.sqrt(dot(rows.subarray(row * length, (row + 1) * length), rows, row * length));
  }
  return norms;
}

/** The inner product of `left` and as many values of `right`, from `start`. */
function dot(left: Float32Array, right: Float32Array, start: number): number {
  const unrolled = left.length - (left.length % 4);
  let [a, b, c, d] = [0, 0, 0, 0];
  let x = 0;
  for (; x < unrolled; x += 4) {
    a += left[x] * right[start + x];
    b += left[x + 1] * right[start + x + 1];
    c += left[x + 2] * right[start + x + 2];
    d += left[x + 3] * right[start + x + 3];
  }
  for (; x < left.length; x++) a += left[x] * right[start + x];
  return a + b + (c + d);
}

/** @throws ModelStateError */
export function loadBayesianMf(state: ModelState, kind: BayesianMfKind = 'bayesian-mf'): BayesianMfModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  const factorCount = reader.integer('factorCount', 1);
  const sampleCount = reader.integer('sampleCount', 1);
  const users = [frame.users.size, 'users'] as const;
  const items = [frame.items.size, 'items'] as const;
  const kept = [sampleCount, 'samples'] as const;
  const factors = [factorCount, 'factors'] as const;
  const size = [factorCount + 1, 'factors and bias'] as const;
  const samples: PosteriorSamples = {
    factorCount,
    sampleCount,
    globalMean: reader.number('globalMean'),
    userFactors: reader.float32('userFactors', users, kept, factors),
    userBiases: reader.float32('userBiases', users, kept),
    userWeights: reader.float32('userWeights', users, kept),
    userVariances: reader.float32('userVariances', users, size),
    itemFactors: reader.float32('itemFactors', items, kept, factors),
    itemBiases: reader.float32('itemBiases', items, kept),
    itemWeights: reader.float32('itemWeights', items, kept),
    userPriorMeans: reader.float64('userPriorMeans', kept, size),
    userPriorPrecisions: reader.float64('userPriorPrecisions', kept, size, size),
    itemPriorMeans: reader.float64('itemPriorMeans', kept, size),
    itemPriorVariances: reader.float64('itemPriorVariances', size),
    noisePrecisions: reader.float64('noisePrecisions', kept),
    weightShape: reader.number('weightShape', 0),
    feedbackWeights: kind === 'bayesian-mf' ? null : reader.float32('feedbackWeights', items, kept, size),
  };
  return new BayesianMfModel(frame, samples, reader.choice('trainedBy', trainers), kind);
}
