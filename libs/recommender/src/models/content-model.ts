import { IdIndex } from '../data/id-index.js';
import { ModelStateError } from '../errors.js';
import { ContentFeatures } from './content-features.js';
import {
  clip,
  IndexedModel,
  readFrame,
  type EstimateParts,
  type Estimator,
  type IndexedRating,
  type ModelFrame,
} from './indexed-model.js';
import type { Explanation, ItemRating, ModelState, ScoredItem, UserScorer } from './model.js';
import { RidgeSystem } from './ridge-regression.js';
import { StateReader } from './state-reader.js';

/** What a content model has learnt of items. */
export interface ContentParameters {
  readonly globalMean: number;
  /** Of the model's items, and after them those that nobody has rated. */
  readonly features: ContentFeatures;
  /** [featureCount] w */
  readonly weights: Float64Array;
  /** [itemCount] e_j, of the rated items */
  readonly residuals: Float64Array;
  readonly userRegularisation: number;
  readonly tasteRegularisation: number;
}

/** One user: how generous, and what they make of each feature. */
export interface ContentUser {
  readonly bias: number;
  /** [featureCount] v_u */
  readonly taste: Float64Array;
  readonly explain?: (item: number) => readonly number[] | Float64Array;
}

/** Predicts from what items are, so that also those that nobody has rated have their estimate; see `trainContent`. */
export class ContentModel extends IndexedModel {
  override readonly kind = 'content';
  private readonly newItems: IdIndex;

  /**
   * @param catalogueIds  the frame's items in their order, and after them those that nobody has rated
   * @param userBiases    [userCount] b_u
   * @param userTastes    [userCount × featureCount] v_u
   */
  constructor(
    frame: ModelFrame,
    private readonly catalogueIds: Int32Array,
    private readonly parameters: ContentParameters,
    private readonly userBiases: Float64Array,
    private readonly userTastes: Float64Array,
  ) {
    super(frame);
    this.newItems = IdIndex.ofDistinct(catalogueIds.subarray(frame.items.size));
  }

  override predict(userId: number, itemId: number): number {
    return this.forUser(userId).predict(itemId);
  }

  override forUser(userId: number): UserScorer {
    return this.withNewItems(super.forUser(userId), () => this.estimatorOf(this.users.indexOf(userId)));
  }

  override foldIn(history: readonly ItemRating[]): UserScorer {
    const known = this.knownRatings(history);
    return this.withNewItems(super.foldIn(history), () =>
      known.length > 0 ? this.estimatorFrom(known) : this.estimatorOf(-1),
    );
  }

  override similar(itemId: number, count: number): ScoredItem[] {
    const { features } = this.parameters;
    const item = this.rowOf(itemId);
    if (item < 0) return [];
    return Array.from(this.items.ids, (id, other) => ({ itemId: id, score: features.likeness(item, other) }))
      .filter(({ itemId: id, score }) => id !== itemId && score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, count);
  }

  override state(): ModelState {
    const { globalMean, features, weights, residuals, ...settings } = this.parameters;
    const { featureCount } = features;
    return this.frameState(
      { globalMean, featureCount, ...settings },
      {
        catalogueIds: { shape: [this.catalogueIds.length], data: this.catalogueIds },
        featureOffsets: { shape: [features.offsets.length], data: features.offsets },
        features: { shape: [features.features.length], data: features.features },
        weights: { shape: [featureCount], data: weights },
        residuals: { shape: [this.items.size], data: residuals },
        userBiases: { shape: [this.users.size], data: this.userBiases },
        userTastes: { shape: [this.users.size, featureCount], data: this.userTastes },
      },
    );
  }

  protected override estimatorOf(userIndex: number): Estimator {
    const { featureCount } = this.parameters.features;
    const start = userIndex * featureCount;
    return this.estimatorWith({
      bias: userIndex < 0 ? 0 : this.userBiases[userIndex],
      taste:
        userIndex < 0
          ? new Float64Array(featureCount)
          : this.userTastes.subarray(start, start + featureCount),
    });
  }

  protected override estimatorFrom(history: readonly IndexedRating[]): Estimator {
    return this.estimatorWith(foldUser(history, this.parameters), history);
  }

  private estimatorWith(
    { bias, taste, explain }: ContentUser,
    history: readonly IndexedRating[] = [],
  ): Estimator {
    const { globalMean, features } = this.parameters;
    return {
      estimate: (item) =>
        globalMean + bias + (item < 0 ? 0 : baseOf(item, this.parameters) + features.dot(taste, item)),
      explain: (item): EstimateParts => {
        if (item < 0)
          return {
            terms: [
              ['mean', globalMean],
              ['user', bias],
            ],
          };
        const terms: EstimateParts['terms'] = [
          ['mean', globalMean],
          ['content', features.dot(this.parameters.weights, item)],
          ['item', this.parameters.residuals[item] ?? 0],
          ['user', bias],
        ];
        if (!explain) return { terms: [...terms, ['taste', features.dot(taste, item)]] };
        const added = explain(item);
        return { terms, history: history.map((one, row) => ({ ...one, contribution: added[row] })) };
      },
    };
  }

  /** The item's row of features, −1 for one that is not in the catalogue. */
  private rowOf(itemId: number): number {
    const item = this.items.indexOf(itemId);
    if (item >= 0) return item;
    const row = this.newItems.indexOf(itemId);
    return row < 0 ? -1 : this.items.size + row;
  }

  /** A scorer that answers of new items by what they are. */
  private withNewItems(scorer: UserScorer, estimator: () => Estimator): UserScorer {
    let made: Estimator | null = null;
    const own = (): Estimator => (made ??= estimator());
    const isNew = (itemId: number): boolean => this.newItems.has(itemId);
    return {
      ...scorer,
      predict: (itemId) =>
        isNew(itemId) ? clip(own().estimate(this.rowOf(itemId)), this.scale) : scorer.predict(itemId),
      explain: (itemId) =>
        isNew(itemId) ? this.explained(own().explain!(this.rowOf(itemId))) : scorer.explain(itemId),
    };
  }

  private explained({ terms, history = [] }: EstimateParts): Explanation {
    const named = terms.map(([name, contribution]) => ({ name, contribution }));
    const rated = history.map(({ itemIndex, rating, contribution }) => ({
      itemId: this.items.idAt(itemIndex),
      rating,
      contribution,
    }));
    const score = [...named, ...rated].reduce((sum, { contribution }) => sum + contribution, 0);
    return { score, terms: named, history: rated };
  }
}

/** w·x_j + e_j, what an item is worth to everybody; e is 0 for one that nobody has rated. */
export function baseOf(item: number, { features, weights, residuals }: ContentParameters): number {
  return features.dot(weights, item) + (residuals[item] ?? 0);
}

/**
 * A user from their history, item parameters fixed:
 *
 *   b_u = Σ_j (r_j − μ − base_j) / (n + λ_u)
 *   v_u = argmin Σ_j (r_j − μ − base_j − b_u − v·x_j)² + λ_v |v|²
 */
export function foldUser(history: readonly IndexedRating[], parameters: ContentParameters): ContentUser {
  const { globalMean, features, userRegularisation, tasteRegularisation } = parameters;
  const size = features.featureCount;
  const targets = Float64Array.from(
    history,
    ({ itemIndex, rating }) => rating - globalMean - baseOf(itemIndex, parameters),
  );
  const bias = targets.reduce((sum, target) => sum + target, 0) / (targets.length + userRegularisation);
  const rows = new Float64Array(history.length * size);
  history.forEach(({ itemIndex }, row) => {
    features.spread(itemIndex, rows, row * size);
    targets[row] -= bias;
  });
  const system = new RidgeSystem(rows, new Float64Array(size).fill(tasteRegularisation));
  return {
    bias,
    taste: system.weights(targets),
    explain: (item) => {
      const wanted = new Float64Array(size);
      features.spread(item, wanted);
      return system.contributions(wanted, targets);
    },
  };
}

/** @throws ModelStateError */
export function loadContent(state: ModelState): ContentModel {
  const reader = new StateReader(state);
  const frame = readFrame(reader);
  const featureCount = reader.integer('featureCount', 1);
  const catalogueIds = reader.ids('catalogueIds').ids;
  if (frame.items.ids.some((id, item) => catalogueIds[item] !== id)) {
    throw new ModelStateError('catalogueIds do not start with itemIds');
  }
  const offsets = reader.indices('featureOffsets', 2 ** 31 - 1, [catalogueIds.length + 1, 'items + 1']);
  const total = offsets[offsets.length - 1];
  if (offsets[0] !== 0 || offsets.some((offset, at) => at > 0 && offset <= offsets[at - 1])) {
    throw new ModelStateError('featureOffsets do not ascend from 0');
  }
  const features = reader.indices('features', featureCount, [total, 'features of items']);
  return new ContentModel(
    frame,
    catalogueIds,
    {
      globalMean: reader.number('globalMean'),
      features: new ContentFeatures(featureCount, offsets, features),
      weights: reader.float64('weights', [featureCount, 'features']),
      residuals: reader.float64('residuals', [frame.items.size, 'items']),
      userRegularisation: reader.number('userRegularisation', 0),
      tasteRegularisation: reader.number('tasteRegularisation', Number.MIN_VALUE),
    },
    reader.float64('userBiases', [frame.users.size, 'users']),
    reader.float64('userTastes', [frame.users.size, 'users'], [featureCount, 'features']),
  );
}
