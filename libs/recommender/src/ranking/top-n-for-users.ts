import type { Ratings } from '../data/ratings.js';
import { FitCancelledError } from '../errors.js';
import { compileKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { ItemFilter, RecommenderModel } from '../models/model.js';
import { TopNBatch } from '../parallel/top-n-batch.js';
import type { FactorForm } from './factor-form.js';

/** The part of a model that lists need. */
export type ListedModel = Pick<RecommenderModel, 'users' | 'items' | 'forUser' | 'factorForm'>;

export interface TopNOptions {
  /** Items that a user rated here do not appear in their list. */
  readonly exclude?: Ratings | undefined;
  /** Items that are unknown here appear in no list. All of the model's may when left out. */
  readonly catalogue?: Ratings | undefined;
  /** Threads for models of factors, 1 to 16; default 2. Lists do not depend on it. */
  readonly threads?: number | undefined;
  /** Asked at least every 100 ms or so; true makes it throw `FitCancelledError`. */
  readonly shouldStop?: (() => boolean) | undefined;
  /** The most shared memory that may be taken, in bytes. */
  readonly maxBytes?: number | undefined;
  /** The kernels to use; null does without. By default those that this machine runs best. */
  readonly kernels?: CompiledKernels | null | undefined;
}

/** Lists of up to `n` items, by the row of the user asked for. */
export interface TopLists {
  readonly n: number;
  /** [users] */
  readonly userIds: Int32Array;
  /** [users] how long each list is. */
  readonly counts: Int32Array;
  /** [users × n] external item ids, best first; −1 beyond a list's end. */
  readonly itemIds: Int32Array;
  /** [users × n] unclipped estimates; NaN beyond a list's end. */
  readonly scores: Float32Array;
}

/** Below so many scores it is not worth while to start threads. */
const MIN_SCORES_FOR_THREADS = 20_000_000;
const MAX_THREADS = 16;

/**
 * The `n` items with the greatest estimates for each of many users, best first, equal estimates by item index: what
 * `model.forUser(userId).recommend(n)` gives, for models of factors many times as quick. 8 n bytes a user.
 *
 * @param userIds  unknown users get what the model has for nobody in particular
 * @throws RangeError if `n` or `threads` is out of range
 * @throws FitCancelledError if `shouldStop` says so
 * @throws ModelTooLargeError, ThreadFailedError as a training with threads
 */
export function topNForUsers(
  model: ListedModel,
  userIds: ArrayLike<number>,
  n: number,
  options: TopNOptions = {},
): TopLists {
  const ids = Int32Array.from(userIds);
  const lists: TopLists = {
    n,
    userIds: ids,
    counts: new Int32Array(ids.length),
    itemIds: new Int32Array(ids.length * n).fill(-1),
    scores: new Float32Array(ids.length * n).fill(NaN),
  };
  forEachTopN(model, ids, n, options, (row, items, scores) => {
    lists.counts[row] = items.length;
    for (let place = 0; place < items.length; place++) {
      lists.itemIds[row * n + place] = model.items.ids[items[place]];
    }
    lists.scores.set(scores, row * n);
  });
  return lists;
}

/** Told the list of the user in a row, item indices of the model and scores: views that hold until the next call. */
export type OnTopN = (row: number, items: Int32Array, scores: Float32Array) => void;

/** As `topNForUsers`, one list after the other, so that memory does not grow with the users. */
export function forEachTopN(
  model: ListedModel,
  userIds: Int32Array,
  n: number,
  options: TopNOptions,
  onList: OnTopN,
): void {
  const { threads = 2 } = options;
  if (!(Number.isInteger(n) && n >= 1)) throw new RangeError(`n is ${n}, expected a whole number from 1`);
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= MAX_THREADS)) {
    throw new RangeError(`threads is ${threads}, expected 1 to ${MAX_THREADS}`);
  }
  const stop = (): void => {
    if (options.shouldStop?.()) throw new FitCancelledError();
  };
  stop();
  const restrictions = new Restrictions(model, options);
  const form = model.factorForm?.() ?? null;
  const kernels = options.kernels === undefined ? compileKernels() : options.kernels;
  const listOf = (userId: number): [Int32Array, Float32Array] => {
    const list = model.forUser(userId).recommend(n, restrictions.filterFor(userId));
    return [
      Int32Array.from(list, ({ itemId }) => model.items.indexOf(itemId)),
      Float32Array.from(list, ({ score }) => score),
    ];
  };
  if (form && kernels && n < model.items.size) {
    const work = userIds.length * model.items.size;
    const used = work < MIN_SCORES_FOR_THREADS ? 1 : threads;
    listsByKernel(
      model,
      form,
      userIds,
      n,
      { ...options, kernels, threads: used, stop },
      restrictions,
      (row, items, scores) => {
        if (items && scores) onList(row, items, scores);
        else onList(row, ...listOf(userIds[row]));
      },
    );
    return;
  }
  userIds.forEach((userId, row) => {
    stop();
    onList(row, ...listOf(userId));
  });
}

function listsByKernel(
  model: ListedModel,
  form: FactorForm,
  userIds: Int32Array,
  n: number,
  options: { threads: number; kernels: CompiledKernels; maxBytes?: number | undefined; stop: () => void },
  restrictions: Restrictions,
  onList: Parameters<TopNBatch['run']>[3],
): void {
  const batch = new TopNBatch(form.items, {
    n,
    threads: options.threads,
    userNorm: form.userNorm,
    kernels: options.kernels,
    barred: restrictions.barred,
    maxBytes: options.maxBytes,
    onWork: options.stop,
  });
  try {
    batch.run(
      userIds.length,
      (row) => form.user(model.users.indexOf(userIds[row])),
      (row) => restrictions.ratedBy(userIds[row]),
      onList,
    );
  } finally {
    batch.close();
  }
}

/** Which items of the model may appear in whose list, by item index. */
class Restrictions {
  /** Items that appear in no list. */
  readonly barred: number[] = [];
  private readonly itemOf: Int32Array | null;
  private readonly excludeRatings: Ratings | undefined;

  constructor(
    private readonly model: ListedModel,
    { exclude, catalogue }: TopNOptions,
  ) {
    this.excludeRatings = exclude;
    this.itemOf =
      exclude && exclude.items !== model.items
        ? Int32Array.from(exclude.items.ids, (itemId) => model.items.indexOf(itemId))
        : null;
    if (!catalogue || catalogue.items === model.items) return;
    model.items.ids.forEach((itemId, item) => {
      if (!catalogue.items.has(itemId)) this.barred.push(item);
    });
  }

  /** What a user rated, as far as the model knows it. */
  ratedBy(userId: number): ArrayLike<number> {
    const user = this.excludeRatings?.users.indexOf(userId) ?? -1;
    if (!this.excludeRatings || user < 0) return [];
    const { offsets, others } = this.excludeRatings.byUser;
    const rated = others.subarray(offsets[user], offsets[user + 1]);
    const { itemOf } = this;
    return itemOf ? rated.map((item) => itemOf[item]).filter((item) => item >= 0) : rated;
  }

  /** The same for `recommend`, by external id. */
  filterFor(userId: number): ItemFilter {
    const ids = this.model.items.ids;
    return {
      exclude: new Set([...this.barred, ...Array.from(this.ratedBy(userId))].map((item) => ids[item])),
    };
  }
}
