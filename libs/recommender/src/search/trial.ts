import type { Hyperparameters } from '../models/hyperparameters.js';

/** What a trial was worth after an epoch; smaller is better. */
export interface EpochLoss {
  /** 1-based. */
  readonly epoch: number;
  readonly loss: number;
}

/** One setting that was tried, or is being tried. Losses are smaller for the better: an RMSE, a negated NDCG. */
export interface Trial {
  readonly hyperparameters: Hyperparameters;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** Of a complete trial; null of the others. */
  readonly loss: number | null;
  /** By epoch, as far as it was looked at. */
  readonly curve: readonly EpochLoss[];
}

/** Proposes settings. */
export interface Sampler {
  /** What to try next, given all trials so far in the order in which they began. The same history gives the same answer. */
  suggest(history: readonly Trial[]): Hyperparameters;
}

/** Ends trials that promise little. */
export interface Pruner {
  /** Whether a trial's loss after this epoch, 1-based, is asked for. */
  looksAt(epoch: number): boolean;
  /**
   * Whether `trial`, whose curve reaches to `epoch`, is to be ended, given the other trials.
   *
   * @param history  the trials that began before it
   */
  shouldPrune(trial: Trial, epoch: number, history: readonly Trial[]): boolean;
}

/** The best complete trial, the earlier of equals; null when none is complete. */
export function bestTrial<T extends Trial>(history: readonly T[]): T | null {
  return history.reduce<T | null>((best, trial) => {
    if (trial.state !== 'complete' || !Number.isFinite(trial.loss)) return best;
    return best === null || trial.loss! < best.loss! ? trial : best;
  }, null);
}
