import { ModelStateError } from '../errors.js';
import { rankTopN } from '../ranking/top-n.js';
import {
  IndexedModel,
  readFrame,
  type Estimator,
  type IndexedRating,
  type ModelFrame,
} from './indexed-model.js';
import type { ModelState, ScoredItem } from './model.js';
import { StateReader } from './state-reader.js';
import { targetsOf, type Targets } from './ease-targets.js';

/** Who made the weights. */
export const easeTrainers = ['simd128', 'relaxed-simd', 'plain'] as const;

/** What an EASE model consists of. A rank is an item's place among those kept, most liked first. */
export interface EaseParameters {
  readonly positiveFrom: number;
  readonly regularisation: number;
  readonly trainedBy: (typeof easeTrainers)[number];
  /** Greatest error of the inverse in some columns. */
  readonly residual: number;
  /** [itemCount] how many users like each item. */
  readonly likeCounts: Int32Array;
  /** [kept] item index of each rank. */
  readonly keptItems: Int32Array;
  /** [kept × neighbourCount] ranks that foretell each item, ascending, and their weights B. */
  readonly neighbours: Int32Array;
  readonly weights: Float32Array;
  /** [userCount + 1] where each user's likes begin. */
  readonly userOffsets: Int32Array;
  /** [likes] ranks, ascending for each user, and the ratings they were. */
  readonly likedRanks: Int32Array;
  readonly likedRatings: Float32Array;
}

interface Like {
  readonly rank: number;
  readonly rating: number;
}

/**
 * A score is the sum of the weights of what the user likes: ŝ_j = Σ_{i liked} B_ij. An item that is not kept, and any item
 * for whoever likes nothing yet, scores the share of users who like it, which is what least squares give without regressors.
 */
export class EaseModel extends IndexedModel {
  override readonly kind = 'ease';
  override readonly output = 'preference';
  /** The smallest rating that counts as a like, in rating units. */
  readonly positiveFrom: number;
  /** Greatest |G̃ P̃ − I| over some columns of the inverse that the weights come from. */
  readonly residual: number;
  private readonly rankOf: Int32Array;
  private readonly neighbourCount: number;
  private readonly targets: Targets;

  constructor(
    frame: ModelFrame,
    private readonly parameters: EaseParameters,
  ) {
    super(frame);
    const { keptItems, neighbours, weights } = parameters;
    this.positiveFrom = parameters.positiveFrom;
    this.residual = parameters.residual;
    this.rankOf = new Int32Array(frame.items.size).fill(-1);
    keptItems.forEach((item, rank) => (this.rankOf[item] = rank));
    this.neighbourCount = keptItems.length === 0 ? 0 : neighbours.length / keptItems.length;
    this.targets = targetsOf(keptItems.length, this.neighbourCount, neighbours, weights);
  }

  /** The items that foretell `itemId` most, by the weights that they do it with; only what is positive. */
  override similar(itemId: number, count: number): ScoredItem[] {
    const item = this.items.indexOf(itemId);
    const rank = item < 0 ? -1 : this.rankOf[item];
    if (rank < 0) return [];
    const { neighbours, weights, keptItems } = this.parameters;
    const scores = new Float32Array(keptItems.length);
    const start = rank * this.neighbourCount;
    for (let at = start; at < start + this.neighbourCount; at++) scores[neighbours[at]] = weights[at];
    const best = rankTopN(scores, (other) => other === rank || scores[other] <= 0, count);
    return best.map((other) => ({ itemId: this.items.idAt(keptItems[other]), score: scores[other] }));
  }

  protected override estimatorOf(userIndex: number): Estimator {
    if (userIndex < 0) return this.nobody();
    const { userOffsets, likedRanks, likedRatings } = this.parameters;
    const likes: Like[] = [];
    for (let at = userOffsets[userIndex]; at < userOffsets[userIndex + 1]; at++) {
      likes.push({ rank: likedRanks[at], rating: likedRatings[at] });
    }
    return this.estimatorWith(likes);
  }

  protected override estimatorFrom(history: readonly IndexedRating[]): Estimator {
    const likes = history
      .filter(({ itemIndex, rating }) => rating >= this.positiveFrom && this.rankOf[itemIndex] >= 0)
      .map(({ itemIndex, rating }) => ({ rank: this.rankOf[itemIndex], rating }));
    return this.estimatorWith(likes.sort((a, b) => a.rank - b.rank));
  }

  /** Somebody of whom nothing is known. */
  private nobody(): Estimator {
    return {
      estimate: (itemIndex) => this.shareOf(itemIndex),
      explain: (itemIndex) => ({ terms: [['popularity', this.shareOf(itemIndex)]] }),
    };
  }

  /** @param likes  by rank, ascending */
  private estimatorWith(likes: readonly Like[]): Estimator {
    if (likes.length === 0) return this.nobody();
    let ratingOf: ReadonlyMap<number, number> | null = null;
    const weightsFor = (rank: number): { rank: number; rating: number; weight: number }[] => {
      ratingOf ??= new Map(likes.map((like) => [like.rank, like.rating]));
      const { neighbours, weights } = this.parameters;
      const found = [];
      for (let at = rank * this.neighbourCount; at < (rank + 1) * this.neighbourCount; at++) {
        const rating = ratingOf.get(neighbours[at]);
        if (rating !== undefined) found.push({ rank: neighbours[at], rating, weight: weights[at] });
      }
      return found;
    };
    return {
      estimate: (itemIndex) => {
        const rank = itemIndex < 0 ? -1 : this.rankOf[itemIndex];
        if (rank < 0) return this.shareOf(itemIndex);
        return weightsFor(rank).reduce((sum, { weight }) => sum + weight, 0);
      },
      estimateAll: (out) => this.scoreAll(likes, out),
      explain: (itemIndex) => {
        const rank = itemIndex < 0 ? -1 : this.rankOf[itemIndex];
        if (rank < 0) return { terms: [['popularity', this.shareOf(itemIndex)]] };
        const history = weightsFor(rank).map((one) => ({
          itemIndex: this.parameters.keptItems[one.rank],
          rating: one.rating,
          contribution: one.weight,
        }));
        return { terms: [], history: history.sort((a, b) => a.itemIndex - b.itemIndex) };
      },
    };
  }

  /** The sums that `estimate` gives one by one, in the same order. */
  private scoreAll(likes: readonly Like[], out: Float32Array): void {
    const { keptItems } = this.parameters;
    const { offsets, ranks, weights } = this.targets;
    const sums = new Float64Array(keptItems.length);
    for (const { rank } of likes) {
      for (let at = offsets[rank]; at < offsets[rank + 1]; at++) sums[ranks[at]] += weights[at];
    }
    for (let item = 0; item < out.length; item++) {
      const rank = this.rankOf[item];
      out[item] = rank < 0 ? this.shareOf(item) : sums[rank];
    }
  }

  private shareOf(itemIndex: number): number {
    return itemIndex < 0 ? 0 : this.parameters.likeCounts[itemIndex] / this.users.size;
  }

  override state(): ModelState {
    const { positiveFrom, regularisation, trainedBy, residual, ...arrays } = this.parameters;
    const { keptItems, neighbours, weights, likedRanks } = arrays;
    const lists = [keptItems.length, this.neighbourCount];
    return this.frameState(
      { positiveFrom, regularisation, trainedBy, residual, neighbourCount: this.neighbourCount },
      {
        likeCounts: { shape: [this.items.size], data: arrays.likeCounts },
        keptItems: { shape: [keptItems.length], data: keptItems },
        neighbours: { shape: lists, data: neighbours },
        weights: { shape: lists, data: weights },
        userOffsets: { shape: [this.users.size + 1], data: arrays.userOffsets },
        likedRanks: { shape: [likedRanks.length], data: likedRanks },
        likedRatings: { shape: [likedRanks.length], data: arrays.likedRatings },
      },
    );
  }
}

/** @throws ModelStateError */
export function loadEase(state: ModelState): EaseModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  const keptCount = reader.lengthOf('keptItems');
  const likeCount = reader.lengthOf('likedRanks');
  const kept = [keptCount, 'kept items'] as const;
  const neighbourCount = reader.integer('neighbourCount', 0, Math.max(0, keptCount - 1));
  const lists = [neighbourCount, 'neighbours'] as const;
  const parameters: EaseParameters = {
    positiveFrom: reader.number('positiveFrom'),
    regularisation: reader.number('regularisation', Number.MIN_VALUE),
    trainedBy: reader.choice('trainedBy', easeTrainers),
    residual: reader.number('residual', 0),
    likeCounts: reader.indices('likeCounts', 2 ** 31, [frame.items.size, 'items']),
    keptItems: reader.indices('keptItems', frame.items.size, kept),
    neighbours: reader.indices('neighbours', keptCount, kept, lists),
    weights: reader.float32('weights', kept, lists),
    userOffsets: reader.indices('userOffsets', likeCount + 1, [frame.users.size + 1, 'users and one more']),
    likedRanks: reader.indices('likedRanks', keptCount, [likeCount, 'likes']),
    likedRatings: reader.float32('likedRatings', [likeCount, 'likes']),
  };
  checkAscending('keptItems, sorted,', parameters.keptItems.slice().sort(), keptCount || 1, true);
  checkAscending('neighbours', parameters.neighbours, neighbourCount || 1, true);
  checkAscending('userOffsets', parameters.userOffsets, frame.users.size + 1, false);
  if (parameters.userOffsets[0] !== 0 || parameters.userOffsets[frame.users.size] !== likeCount) {
    throw new ModelStateError(`userOffsets are not from 0 to ${likeCount}, the number of likes`);
  }
  return new EaseModel(frame, parameters);
}

/** Each row of `rowLength` must ascend. */
function checkAscending(name: string, values: Int32Array, rowLength: number, strictly: boolean): void {
  for (let at = 1; at < values.length; at++) {
    if (at % rowLength === 0) continue;
    const step = values[at] - values[at - 1];
    if (step < 0 || (strictly && step === 0)) {
      throw new ModelStateError(
        `${name} has ${values[at]} after ${values[at - 1]} at ${at}, expected to ascend`,
      );
    }
  }
}
