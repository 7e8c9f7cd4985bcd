import type { FactorParameters } from '../kernels/sgd-pass.js';
import { clip, type EstimateParts, type ModelFrame } from './indexed-model.js';
import type { ModelState } from './model.js';
import { StateReader } from './state-reader.js';
import { readSvd, type Trainer } from './svd.js';
import type { FoldInPenalties } from './svd-fold-in.js';
import { SvdPlusPlusModel } from './svd-plus-plus-model.js';
import { readTemporalEffects, type TemporalEffects } from './temporal-effects.js';

/**
 * SVD++ whose biases change with time: r̂(t) = μ + b_u + α_u dev_u(t) + b_{u,t} + b_i + b_{i,Bin(t)} + q_i·(p_u + …) (Koren
 * 2009, "Collaborative filtering with temporal dynamics"). Whoever gives no time is answered for the latest time of the
 * training set; `predictAt` answers for any.
 */
export class TimeSvdPlusPlusModel extends SvdPlusPlusModel {
  constructor(
    frame: ModelFrame,
    /** As of the latest time: its effects are in the biases. */
    parameters: FactorParameters,
    implicitFactors: Float32Array,
    /** null where the ratings had no times to learn from: it is SVD++ then. */
    readonly effects: TemporalEffects | null,
    penalties: FoldInPenalties,
    trainedBy: Trainer,
  ) {
    super(frame, parameters, implicitFactors, penalties, trainedBy, 'time-svd-plus-plus');
  }

  /**
   * Predicted rating at a time, clipped to the scale; unknown users and items are answered, not refused.
   *
   * @param time  in Unix seconds
   */
  predictAt(userId: number, itemId: number, time: number): number {
    const [user, item] = [this.users.indexOf(userId), this.items.indexOf(itemId)];
    return clip(this.estimatorOf(user).estimate(item) + this.since(user, item, time), this.scale);
  }

  override state(): ModelState {
    const { tensors, metadata } = super.state();
    if (!this.effects) return { tensors, metadata: { ...metadata, timed: 'no' } };
    const effects = this.effects.state();
    return {
      tensors: { ...tensors, ...effects.tensors },
      metadata: { ...metadata, timed: 'yes', ...effects.metadata },
    };
  }

  /** The item's bias without what time adds, and that. */
  protected override itemTerms(itemIndex: number): EstimateParts['terms'] {
    const { effects } = this;
    if (!effects) return super.itemTerms(itemIndex);
    const { globalMean, itemBiases } = this.parameters;
    const timely = effects.ofItem(itemIndex, effects.parameters.lastTime);
    return [
      ['mean', globalMean],
      ['item', itemIndex < 0 ? 0 : itemBiases[itemIndex] - timely],
      ['time', timely],
    ];
  }

  /** What another time than the latest changes. */
  private since(userIndex: number, itemIndex: number, time: number): number {
    const { effects } = this;
    if (!effects) return 0;
    const now = effects.parameters.lastTime;
    const [user, item] = [effects.ofUser(userIndex, time), effects.ofItem(itemIndex, time)];
    return user + item - effects.ofUser(userIndex, now) - effects.ofItem(itemIndex, now);
  }
}

/** @throws ModelStateError */
export function loadTimeSvdPlusPlus(state: ModelState): TimeSvdPlusPlusModel {
  const reader = new StateReader(state);
  const { frame, parameters, penalties, trainedBy } = readSvd(reader, 'time-svd-plus-plus');
  const implicitFactors = reader.float32(
    'implicitFactors',
    [frame.items.size, 'items'],
    [parameters.factorCount, 'factors'],
  );
  const timed = reader.choice('timed', ['yes', 'no']) === 'yes';
  const effects = timed ? readTemporalEffects(reader, frame.users.size, frame.items.size) : null;
  return new TimeSvdPlusPlusModel(
    frame,
    parameters,
    implicitFactors,
    effects,
    penalties,
    trainedBy ?? 'plain',
  );
}
