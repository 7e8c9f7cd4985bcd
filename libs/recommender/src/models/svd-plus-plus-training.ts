import type { Ratings } from '../data/ratings.js';
import {
  svdPlusPlusPass,
  tasteOf,
  type CentredRatings,
  type ImplicitFactors,
  type SvdPlusPlusStep,
} from '../kernels/svd-plus-plus-pass.js';
import { instantiateKernels, type CompiledKernels } from '../kernels/wasm.js';
import type { SharedMemory } from '../kernels/webassembly.js';
import { float32At, int32At, SharedLayout } from '../parallel/shared-layout.js';

/** Floats of a row are rounded up to four vectors. */
const ROW_FLOATS = 16;
/** Multiply–adds of a call of the kernel: some milliseconds, more only for a user with more ratings. */
const CALL_WORK = 4_000_000;
/** Multiply–adds of one rating for each factor: a product, two updates, and a sum and an update of the implicit part. */
const WORK_PER_FACTOR = 5;

export interface SvdPlusPlusTraining {
  readonly factorCount: number;
  /** The sizes of the steps, an epoch each. */
  readonly steps: readonly SvdPlusPlusStep[];
  /** The next value of a factor at the start: users', items', then implicit ones, by index. */
  readonly nextFactor: () => number;
  /** The kernels to use; null runs the plain TypeScript twin. */
  readonly kernels: CompiledKernels | null;
  /** The most memory that may be used, in bytes. */
  readonly maxBytes?: number | undefined;
  /** Called often, with the multiply–adds done since; it may throw to end the training. */
  readonly onWork: (work: number) => void;
  /**
   * Called after each epoch of factors, before `onEpoch`, with the errors of all ratings, by user, each taken before its
   * update, and the targets, ratings less the mean, of the next epoch, which may be changed.
   */
  readonly betweenEpochs?: (step: SvdPlusPlusStep, errors: Float32Array, targets: Float32Array) => void;
  /** Called after each epoch, 1-based, with the sum of squared errors over all ratings; it may throw. */
  readonly onEpoch: (epoch: number, squares: number) => void;
}

/** What training leaves, all row-major, without padding. */
export interface SvdPlusPlusFactors {
  /** [userCount × factorCount] p_u + |N(u)|^−½ Σ y_j */
  readonly tastes: Float32Array;
  /** [itemCount × factorCount] q_i and y_i */
  readonly itemFactors: Float32Array;
  readonly implicitFactors: Float32Array;
  readonly userBiases: Float32Array;
  readonly itemBiases: Float32Array;
}

/**
 * Trains SVD++ user by user, in order of their index; see `svdPlusPlusPass`. One thread: a user's step moves the
 * implicit factors of all items rated, so that users cannot be told apart as blocks of plain factorisation can.
 *
 * @throws ModelTooLargeError before anything is allocated, if it needs more than `maxBytes` or 4 GiB
 */
export function trainUserByUser(ratings: Ratings, options: SvdPlusPlusTraining): SvdPlusPlusFactors {
  const { factorCount, steps, onWork, onEpoch } = options;
  const { offsets } = ratings.byUser;
  const training = prepare(ratings, options);
  steps.forEach((step, epoch) => {
    let squares = 0;
    forEachRange(offsets, factorCount, onWork, (first, end) => {
      squares += training.pass(step, first, end);
    });
    if (training.errors) options.betweenEpochs?.(step, training.errors, training.targets);
    onEpoch(epoch + 1, squares);
  });
  forEachRange(offsets, factorCount, onWork, training.addImplicitPart);
  const { factors } = training;
  const unpadded = (rows: Float32Array): Float32Array => withoutPadding(rows, factors.rowLength, factorCount);
  return {
    tastes: unpadded(factors.userFactors),
    itemFactors: unpadded(factors.itemFactors),
    implicitFactors: unpadded(factors.implicitFactors),
    userBiases: factors.userBiases.slice(),
    itemBiases: factors.itemBiases.slice(),
  };
}

interface PreparedTraining {
  readonly factors: ImplicitFactors;
  readonly targets: Float32Array;
  /** null where nobody asks for them. */
  readonly errors: Float32Array | null;
  readonly pass: (step: SvdPlusPlusStep, first: number, end: number) => number;
  /** After training: the factors of users become all that enters a prediction. */
  readonly addImplicitPart: (first: number, end: number) => void;
}

function prepare(ratings: Ratings, options: SvdPlusPlusTraining): PreparedTraining {
  const { memory, places } = allocate(ratings, options);
  const { rowLength } = places;
  const centred: CentredRatings = {
    offsets: int32At(memory, places.offsets),
    others: int32At(memory, places.others),
    values: float32At(memory, places.values),
  };
  const factors: ImplicitFactors = {
    rowLength,
    userFactors: float32At(memory, places.userFactors),
    itemFactors: float32At(memory, places.itemFactors),
    implicitFactors: float32At(memory, places.implicitFactors),
    userBiases: float32At(memory, places.userBiases),
    itemBiases: float32At(memory, places.itemBiases),
  };
  centred.offsets.set(ratings.byUser.offsets);
  centred.others.set(ratings.byUser.others);
  const mean = ratings.globalMean;
  for (let at = 0; at < ratings.length; at++) centred.values[at] = ratings.byUser.values[at] - mean;
  for (const rows of [factors.userFactors, factors.itemFactors, factors.implicitFactors]) {
    for (let row = 0; row < rows.length; row += rowLength) {
      for (let factor = 0; factor < options.factorCount; factor++) rows[row + factor] = options.nextFactor();
      options.onWork(options.factorCount);
    }
  }
  const errors = places.errors && float32At(memory, places.errors);
  const passes = options.kernels
    ? compiledPasses(options.kernels, memory, places)
    : plainPasses(centred, factors, errors);
  return { factors, targets: centred.values, errors, ...passes };
}

type Places = ReturnType<typeof allocate>['places'];

function allocate(ratings: Ratings, { factorCount, maxBytes, betweenEpochs }: SvdPlusPlusTraining) {
  const layout = new SharedLayout();
  const rowLength = Math.ceil(factorCount / ROW_FLOATS) * ROW_FLOATS;
  const [userCount, itemCount] = [ratings.users.size, ratings.items.size];
  const places = {
    rowLength,
    offsets: layout.add(userCount + 1),
    others: layout.add(ratings.length),
    values: layout.add(ratings.length),
    userFactors: layout.add(userCount * rowLength),
    itemFactors: layout.add(itemCount * rowLength),
    implicitFactors: layout.add(itemCount * rowLength),
    userBiases: layout.add(userCount),
    itemBiases: layout.add(itemCount),
    scratch: layout.add(3 * rowLength),
    errors: betweenEpochs ? layout.add(ratings.length) : null,
  };
  const what = `Training ${userCount} users and ${itemCount} items by ${factorCount} factors over ${ratings.length} ratings`;
  return { memory: layout.allocate(what, maxBytes), places };
}

type Passes = Pick<PreparedTraining, 'pass' | 'addImplicitPart'>;

function plainPasses(ratings: CentredRatings, factors: ImplicitFactors, errors: Float32Array | null): Passes {
  return {
    pass: (step, first, end) => svdPlusPlusPass(ratings, factors, step, first, end, errors),
    addImplicitPart: (first, end) => {
      for (let user = first; user < end; user++) {
        factors.userFactors.set(tasteOf(ratings, factors, user), user * factors.rowLength);
      }
    },
  };
}

function compiledPasses({ module }: CompiledKernels, memory: SharedMemory, places: Places): Passes {
  const kernels = instantiateKernels(module, memory);
  const {
    offsets,
    others,
    values,
    userFactors,
    itemFactors,
    implicitFactors,
    userBiases,
    itemBiases,
    scratch,
  } = places;
  const rowBytes = places.rowLength * 4;
  return {
    pass: (step, first, end) =>
      kernels.svdPlusPlusUsers(
        first,
        end,
        rowBytes,
        offsets.address,
        others.address,
        values.address,
        userFactors.address,
        itemFactors.address,
        implicitFactors.address,
        userBiases.address,
        itemBiases.address,
        scratch.address,
        step.learningRate,
        1 - step.learningRate * step.regularisation,
        step.biasLearningRate,
        1 - step.biasLearningRate * step.biasRegularisation,
        step.implicitPenalty === 'sum',
        places.errors?.address ?? 0,
      ),
    addImplicitPart: (first, end) =>
      kernels.svdPlusPlusTastes(
        first,
        end,
        rowBytes,
        offsets.address,
        others.address,
        userFactors.address,
        implicitFactors.address,
      ),
  };
}

/** Calls `work` for ranges of users that cover all, and says after each how much was done. */
function forEachRange(
  offsets: Int32Array,
  factorCount: number,
  onWork: (work: number) => void,
  work: (first: number, end: number) => void,
): void {
  const userCount = offsets.length - 1;
  const perRating = factorCount * WORK_PER_FACTOR;
  for (let first = 0; first < userCount;) {
    let end = first + 1;
    while (end < userCount && (offsets[end + 1] - offsets[first]) * perRating <= CALL_WORK) end++;
    work(first, end);
    onWork((offsets[end] - offsets[first]) * perRating);
    first = end;
  }
}

function withoutPadding(rows: Float32Array, rowLength: number, factorCount: number): Float32Array {
  const rowCount = rows.length / rowLength;
  const factors = new Float32Array(rowCount * factorCount);
  for (let row = 0; row < rowCount; row++) {
    factors.set(rows.subarray(row * rowLength, row * rowLength + factorCount), row * factorCount);
  }
  return factors;
}
