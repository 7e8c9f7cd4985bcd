import type { Ratings } from '../data/ratings.js';
import { kthLargest } from '../kernels/kth-largest.js';
import { rankTopN } from '../ranking/top-n.js';
import { IndexedModel, type EstimateParts, type Estimator, type IndexedRating } from './indexed-model.js';
import {
  defaultBiases,
  defaultUserBias,
  levelFrom,
  levelsOf,
  meanAndDeviation,
  type Centring,
  type Level,
  type Levels,
} from './knn-centring.js';
import type { KnnSettings } from './knn-settings.js';
import { residualSides } from './knn-residuals.js';
import { sampleNeighbours, type NeighbourSample } from './neighbour-sample.js';
import type { Biases } from './biases.js';
import type { ModelState, ScoredItem } from './model.js';
import {
  similaritiesOf,
  SimilarityMatrix,
  type SimilaritySettings,
  type TwoSides,
} from './similarity-matrix.js';
import { ratingsState } from './ratings-state.js';
import { StopCheck } from './stop-check.js';

/** The kinds of neighbourhood model, by what they take off a rating before weighing it. */
export const knnCentrings = {
  'knn-basic': 'none',
  'knn-with-means': 'mean',
  'knn-with-z-score': 'z-score',
  'knn-baseline': 'baseline',
} as const satisfies Record<string, Centring>;
export type KnnKind = keyof typeof knnCentrings;

/** One neighbour that may be asked: its index and its rating. */
interface Neighbours {
  readonly indices: Int32Array;
  readonly values: Float32Array;
  readonly begin: number;
  readonly end: number;
}

/**
 * Predicts from the k most similar users who rated the item (or the k most similar items that the user rated):
 *
 *   r̂ = c + s Σ_n sim_n (r_n − c_n) / s_n / Σ_n sim_n        over neighbours with sim_n > 0
 *
 * with centre c and spread s by the kind of model; see `levelsOf`. With fewer than minK such neighbours the answer is
 * the centre alone (the global mean for knn-basic, μ + b_u + b_i for knn-baseline); for unknown users and items it is
 * the global mean (for knn-baseline, what is known of μ + b_u + b_i). Of equally similar neighbours, those are taken
 * whose ratings come first in the training set. Item-based models tell what each rated item adds; in user-based ones that are
 * others' ratings, told together as taste.
 *
 * With a neighbourSample only that many users can be neighbours, and there is no matrix: a user's similarities are computed
 * when somebody asks about them.
 *
 * Source: Surprise, knns.py. Takes 4 (n − 1) n bytes for n users (or items). A loaded model computes its similarities
 * when first asked for them; folding in by users needs none.
 */
export class KnnModel extends IndexedModel {
  private readonly levels: Levels;
  private readonly biases: Biases | null;
  private readonly overallSpread: number;
  private readonly similarity: SimilaritySettings;
  /** Made when first asked for; null where all may be neighbours. */
  private neighbourSample: NeighbourSample | null = null;
  /** Who was asked about last, how often, and their row of similarities once that was often. */
  private lately: { readonly user: number; lookUps: number; row: Float64Array | null } | null = null;
  private scratch = { similarities: new Float64Array(0), selection: new Float64Array(0) };

  constructor(
    readonly kind: KnnKind,
    private readonly ratings: Ratings,
    readonly settings: KnnSettings,
    private matrix: SimilarityMatrix | null = null,
  ) {
    super(ratings);
    const needsBiases = kind === 'knn-baseline' || settings.similarity === 'pearson-baseline';
    this.biases = needsBiases ? defaultBiases(ratings) : null;
    this.overallSpread = meanAndDeviation(ratings.values).deviation || 1;
    const ownBiases = (settings.userBased ? this.biases?.userBiases : this.biases?.itemBiases) ?? null;
    const byRow = settings.userBased ? ratings.byUser : ratings.byItem;
    this.levels = levelsOf(knnCentrings[kind], byRow, this.overallSpread, ownBiases);
    this.similarity = {
      similarity: settings.similarity === 'pearson-baseline' ? 'cosine' : settings.similarity,
      minSupport: settings.minSupport,
      shrinkage: settings.similarity === 'pearson-baseline' ? settings.shrinkage : 0,
    };
  }

  /** Computes the similarities now. */
  prepare(stop: StopCheck, onProgress: (ratio: number) => void): void {
    if (this.sample()) return onProgress(1);
    this.matrix = SimilarityMatrix.compute(this.sides(), this.similarity, stop, onProgress);
  }

  /** By the model's similarity of items; a user-based model has none. */
  similar(itemId: number, count: number): ScoredItem[] {
    const item = this.items.indexOf(itemId);
    if (item < 0 || this.settings.userBased) return [];
    const matrix = this.similarities();
    const similarities = Float64Array.from({ length: this.items.size }, (_, other) =>
      matrix.between(item, other),
    );
    const best = rankTopN(similarities, (other) => other === item || similarities[other] <= 0, count);
    return best.map((other) => ({ itemId: this.items.idAt(other), score: similarities[other] }));
  }

  /** The ratings and settings; everything else follows from them. */
  state(): ModelState {
    const { neighbourSample, ...others } = this.settings;
    const settings = { ...others, ...(neighbourSample > 0 ? { neighbourSample } : {}) };
    return this.frameState(
      Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
      ratingsState(this.ratings),
    );
  }

  protected estimatorOf(userIndex: number): Estimator {
    if (userIndex < 0) {
      return {
        estimate: (item) => this.answerForNobody(0, item),
        explain: (item) => ({ terms: this.termsForNobody(item) }),
      };
    }
    const userBias = this.biases?.userBiases[userIndex] ?? 0;
    if (!this.settings.userBased) {
      const { offsets, others, values } = this.ratings.byUser;
      const rated = { indices: others, values, begin: offsets[userIndex], end: offsets[userIndex + 1] };
      return this.byItems(rated, userBias);
    }
    const level = { centre: this.levels.centres[userIndex], spread: this.levels.spreads[userIndex] };
    return this.byUsers(this.similaritiesTo(userIndex), level, userBias);
  }

  /** Null where all users may be neighbours. */
  private sample(): NeighbourSample | null {
    const { neighbourSample: size } = this.settings;
    if (size === 0) return null;
    return (this.neighbourSample ??= sampleNeighbours(this.ratings, this.sides(), this.levels, size));
  }

  protected estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const indices = Int32Array.from(history, ({ itemIndex }) => itemIndex);
    const values = Float32Array.from(history, ({ rating }) => rating);
    const userBias = this.biases ? defaultUserBias(history, this.biases) : 0;
    if (!this.settings.userBased)
      return this.byItems({ indices, values, begin: 0, end: indices.length }, userBias);
    const centring = knnCentrings[this.kind];
    const level =
      centring === 'baseline'
        ? { centre: userBias, spread: 1 }
        : levelFrom(centring, values, this.overallSpread);
    const similarities = similaritiesOf(
      indices,
      this.comparable(history, userBias),
      this.sample()?.sides ?? this.sides(),
      this.similarity,
    );
    return this.byUsers((other) => similarities[other], level, userBias);
  }

  /**
   * The similarity of others to a user. Half of a row lies scattered over the matrix: whoever is asked about often, one
   * prediction after the other, has the row put together once.
   */
  private similaritiesTo(user: number): (other: number) => number {
    if (this.lately?.user !== user) this.lately = { user, lookUps: 0, row: null };
    const { lately } = this;
    const sample = this.sample();
    if (sample) return (other) => (lately.row ??= this.similaritiesInSample(user, sample))[other];
    const matrix = this.similarities();
    return (other) => {
      if (lately.row) return lately.row[other];
      if (++lately.lookUps > this.users.size / 2) lately.row = matrix.rowOf(user, this.users.size);
      return matrix.between(user, other);
    };
  }

  private similaritiesInSample(user: number, { sides, rowOf }: NeighbourSample): Float64Array {
    const { offsets, others, values } = this.ratings.byUser;
    const [begin, end] = [offsets[user], offsets[user + 1]];
    const items = others.subarray(begin, end);
    const history = Array.from(items, (itemIndex, at) => ({ itemIndex, rating: values[begin + at] }));
    const own = this.comparable(history, this.biases?.userBiases[user] ?? 0);
    const similarities = similaritiesOf(items, own, sides, this.similarity);
    if (rowOf[user] >= 0) similarities[rowOf[user]] = 1;
    return similarities;
  }

  /**
   * A user as others see them: neighbours are those who rated the item.
   *
   * @param similarityTo  a user, or a row of the sample
   */
  private byUsers(similarityTo: (row: number) => number, level: Level, userBias: number): Estimator {
    const { offsets, others, values } = this.sample()?.raters ?? this.ratings.byItem;
    const estimate = (item: number): number => {
      if (item < 0) return this.answerForNobody(userBias, item);
      const raters = { indices: others, values, begin: offsets[item], end: offsets[item + 1] };
      return this.weigh(raters, similarityTo, level, userBias, item);
    };
    return {
      estimate,
      explain: (item) => {
        if (item < 0) return { terms: this.termsFor(userBias, item, 0) };
        let met = false;
        const raters = { indices: others, values, begin: offsets[item], end: offsets[item + 1] };
        const score = this.weigh(raters, similarityTo, level, userBias, item, () => (met = true));
        const terms = this.termsFor(userBias, item, level.centre, met);
        const rest = terms.reduce((left, [, contribution]) => left - contribution, score);
        return { terms: met ? [...terms, ['taste', rest]] : terms };
      },
    };
  }

  /** A user as the list of what they rated: neighbours are those items. */
  private byItems(rated: Neighbours, userBias: number): Estimator {
    const matrix = this.similarities();
    const estimate = (item: number): number => {
      if (item < 0) return this.answerForNobody(userBias, item);
      const level = { centre: this.levels.centres[item], spread: this.levels.spreads[item] };
      return this.weigh(rated, (other) => matrix.between(item, other), level, userBias, item);
    };
    return { estimate, explain: (item) => this.explainByItems(rated, matrix, userBias, item) };
  }

  /**
   * What each rated item adds: s sim_n ((r_n − c_n) / s_n − base) / Σ sim, with the base of knn-baseline, μ + b_u, told apart.
   */
  private explainByItems(
    rated: Neighbours,
    matrix: SimilarityMatrix,
    userBias: number,
    item: number,
  ): EstimateParts {
    if (item < 0) return { terms: this.termsFor(userBias, item, 0) };
    const level = { centre: this.levels.centres[item], spread: this.levels.spreads[item] };
    const taken: [at: number, similarity: number][] = [];
    const similarityTo = (other: number): number => matrix.between(item, other);
    this.weigh(rated, similarityTo, level, userBias, item, (at, similarity) => taken.push([at, similarity]));
    const terms = this.termsFor(userBias, item, level.centre, taken.length > 0);
    const base = this.kind === 'knn-baseline' ? this.ratings.globalMean + userBias : 0;
    const total = taken.reduce((sum, [, similarity]) => sum + similarity, 0);
    const history = taken.map(([at, similarity]) => {
      const row = rated.indices[at];
      const deviation = (rated.values[at] - this.levels.centres[row]) / this.levels.spreads[row] - base;
      return {
        itemIndex: row,
        rating: rated.values[at],
        contribution: (level.spread * similarity * deviation) / total,
      };
    });
    return { terms, history: history.sort((a, b) => a.itemIndex - b.itemIndex) };
  }

  /** What there is without neighbours, or beside them. */
  private termsFor(
    userBias: number,
    item: number,
    centre: number,
    besideNeighbours = false,
  ): EstimateParts['terms'] {
    const { globalMean } = this.ratings;
    if (this.kind === 'knn-baseline' && this.biases) {
      const itemBias = item < 0 ? 0 : this.biases.itemBiases[item];
      return [
        ['mean', globalMean],
        ['user', userBias],
        ['item', itemBias],
      ];
    }
    const onlyCentre = this.kind === 'knn-with-means' || this.kind === 'knn-with-z-score';
    if (onlyCentre && item >= 0) return [[this.settings.userBased ? 'user' : 'item', centre]];
    return besideNeighbours ? [] : [['mean', globalMean]];
  }

  private termsForNobody(item: number): EstimateParts['terms'] {
    return this.kind === 'knn-baseline' ? this.termsFor(0, item, 0) : [['mean', this.ratings.globalMean]];
  }

  private weigh(
    neighbours: Neighbours,
    similarityTo: (row: number) => number,
    { centre, spread }: Level,
    userBias: number,
    item: number,
    onTaken?: (at: number, similarity: number) => void,
  ): number {
    const { indices, values, begin, end } = neighbours;
    const { k, minK } = this.settings;
    const { similarities, selection } = this.scratchFor(end - begin);
    let count = 0;
    for (let at = begin; at < end; at++) {
      const similarity = similarityTo(indices[at]);
      similarities[at - begin] = similarity;
      if (similarity > 0) selection[count++] = similarity;
    }
    if (Math.min(count, k) < Math.max(1, minK)) return this.answerWithoutNeighbours(userBias, item, centre);
    const least = count > k ? kthLargest(selection, count, k) : 0;
    let atLeast = count > k ? k - countAbove(selection, count, least) : 0;
    const { centres, spreads } = this.sample()?.levels ?? this.levels;
    let weighted = 0;
    let weights = 0;
    for (let at = begin; at < end; at++) {
      const similarity = similarities[at - begin];
      const taken = similarity > least || (similarity === least && least > 0 && atLeast-- > 0);
      if (!taken) continue;
      const row = indices[at];
      weighted += (similarity * (values[at] - centres[row])) / spreads[row];
      weights += similarity;
      onTaken?.(at, similarity);
    }
    return centre + (spread * weighted) / weights;
  }

  /** Room for the similarities of `length` neighbours, used again for each prediction. */
  private scratchFor(length: number): { similarities: Float64Array; selection: Float64Array } {
    if (this.scratch.similarities.length < length) {
      this.scratch = { similarities: new Float64Array(length * 2), selection: new Float64Array(length * 2) };
    }
    return this.scratch;
  }

  private answerWithoutNeighbours(userBias: number, item: number, centre: number): number {
    const onlyCentre = this.kind === 'knn-with-means' || this.kind === 'knn-with-z-score';
    return onlyCentre ? centre : this.answerForNobody(userBias, item);
  }

  /** μ, and what is known of b_u and b_i if the model knows biases. */
  private answerForNobody(userBias: number, item: number): number {
    const { globalMean } = this.ratings;
    if (!this.biases || this.kind !== 'knn-baseline') return globalMean;
    return globalMean + userBias + (item < 0 ? 0 : this.biases.itemBiases[item]);
  }

  private similarities(): SimilarityMatrix {
    if (!this.matrix) this.prepare(new StopCheck(undefined), () => undefined);
    return this.matrix!;
  }

  /** A history in the numbers that similarities compare: ratings, or what is left of them without the baseline. */
  private comparable(history: readonly IndexedRating[], userBias: number): Float64Array {
    const { biases } = this;
    const residuals = this.settings.similarity === 'pearson-baseline' && biases;
    return Float64Array.from(history, ({ itemIndex, rating }) =>
      residuals ? rating - biases.globalMean - userBias - biases.itemBiases[itemIndex] : rating,
    );
  }

  private sides(): TwoSides {
    const { byUser, byItem, users, items } = this.ratings;
    const sides = this.settings.userBased
      ? { rowCount: users.size, byRow: byUser, byColumn: byItem }
      : { rowCount: items.size, byRow: byItem, byColumn: byUser };
    if (this.settings.similarity !== 'pearson-baseline' || !this.biases) return sides;
    return residualSides(sides, this.biases, this.settings.userBased);
  }
}

/** How many of the first `count` values are greater than `bound`. */
function countAbove(values: Float64Array, count: number, bound: number): number {
  let above = 0;
  for (let i = 0; i < count; i++) if (values[i] > bound) above++;
  return above;
}
