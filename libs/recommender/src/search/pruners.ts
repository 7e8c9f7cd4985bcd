import type { Pruner, Trial } from './trial.js';

/**
 * Successive halving without waiting (ASHA, Li et al. 2020, "A system for massively parallel hyperparameter tuning"): a
 * trial goes beyond epoch m ηʳ if its loss there is among the best 1/η of all that got there, itself included, or the best.
 */
export class SuccessiveHalvingPruner implements Pruner {
  private readonly minEpochs: number;
  private readonly reductionFactor: number;

  /**
   * @param options.minEpochs        m, epochs that every trial is given; default 1
   * @param options.reductionFactor  η; default 3
   * @throws RangeError if they are no whole numbers from 1, and from 2
   */
  constructor({ minEpochs = 1, reductionFactor = 3 } = {}) {
    if (!(Number.isInteger(minEpochs) && minEpochs >= 1)) {
      throw new RangeError(`minEpochs is ${minEpochs}, expected a whole number from 1`);
    }
    if (!(Number.isInteger(reductionFactor) && reductionFactor >= 2)) {
      throw new RangeError(`reductionFactor is ${reductionFactor}, expected a whole number from 2`);
    }
    this.minEpochs = minEpochs;
    this.reductionFactor = reductionFactor;
  }

  looksAt(epoch: number): boolean {
    let rung = this.minEpochs;
    while (rung < epoch) rung *= this.reductionFactor;
    return rung === epoch;
  }

  shouldPrune(trial: Trial, epoch: number, history: readonly Trial[]): boolean {
    const own = lossAt(trial, epoch);
    if (own === null) return false;
    if (!Number.isFinite(own)) return true;
    const losses = [own, ...lossesAt(history, epoch)].sort((a, b) => a - b);
    const kept = Math.max(1, Math.floor(losses.length / this.reductionFactor));
    return own > losses[kept - 1];
  }
}

/** Ends a trial whose best loss so far is above the median of what the others had at the same epoch (Golovin et al. 2017). */
export class MedianPruner implements Pruner {
  private readonly startupTrials: number;
  private readonly warmUpEpochs: number;

  /**
   * @param options.startupTrials  no trial is ended before so many others got as far; default 5
   * @param options.warmUpEpochs   no trial is looked at before; default 1
   */
  constructor({ startupTrials = 5, warmUpEpochs = 1 } = {}) {
    this.startupTrials = startupTrials;
    this.warmUpEpochs = warmUpEpochs;
  }

  looksAt(epoch: number): boolean {
    return epoch >= this.warmUpEpochs;
  }

  shouldPrune(trial: Trial, epoch: number, history: readonly Trial[]): boolean {
    const others = lossesAt(history, epoch).sort((a, b) => a - b);
    const own = trial.curve.filter((one) => one.epoch <= epoch).map(({ loss }) => loss);
    if (own.length === 0 || others.length < this.startupTrials) return false;
    const middle = others.length / 2;
    const median = (others[Math.ceil(middle) - 1] + others[Math.floor(middle)]) / 2;
    const best = Math.min(...own);
    return !(best <= median);
  }
}

function lossAt({ curve }: Trial, epoch: number): number | null {
  return curve.find((one) => one.epoch === epoch)?.loss ?? null;
}

function lossesAt(trials: readonly Trial[], epoch: number): number[] {
  return trials.map((trial) => lossAt(trial, epoch)).filter((loss): loss is number => Number.isFinite(loss));
}
