import { MedianPruner, SuccessiveHalvingPruner } from './pruners.js';
import type { Trial } from './trial.js';

/** A trial whose losses after epochs 1, 2, 3 … are these. */
const trial = (...losses: number[]): Trial => ({
  hyperparameters: {},
  state: 'running',
  loss: null,
  curve: losses.map((loss, n) => ({ epoch: n + 1, loss })),
});

describe('SuccessiveHalvingPruner', () => {
  const pruner = new SuccessiveHalvingPruner({ minEpochs: 2, reductionFactor: 3 });

  it('looks at 2, 6, 18 … epochs', () => {
    const looked = Array.from({ length: 60 }, (_, n) => n + 1).filter((epoch) => pruner.looksAt(epoch));
    expect(looked).toEqual([2, 6, 18, 54]);
  });

  it('lets the best third of those that got as far go on', () => {
    const history = [1, 2, 3, 4, 5].map((loss) => trial(9, loss));
    expect(pruner.shouldPrune(trial(9, 1.5), 2, history)).toBe(false);
    expect(pruner.shouldPrune(trial(9, 2.5), 2, history)).toBe(true);
  });

  it('lets the first go on, and then whoever is the best', () => {
    expect(pruner.shouldPrune(trial(9, 7), 2, [])).toBe(false);
    expect(pruner.shouldPrune(trial(9, 8), 2, [trial(9, 7)])).toBe(true);
    expect(pruner.shouldPrune(trial(9, 6), 2, [trial(9, 7)])).toBe(false);
  });

  it('compares with those alone that got as far', () => {
    expect(pruner.shouldPrune(trial(9, 9, 9, 9, 9, 5), 6, [trial(9, 1), trial(9, 2)])).toBe(false);
  });

  it('ends a trial whose loss is no number', () => {
    expect(pruner.shouldPrune(trial(9, NaN), 2, [])).toBe(true);
  });

  it('refuses factors that would not halve', () => {
    expect(() => new SuccessiveHalvingPruner({ reductionFactor: 1 })).toThrow(RangeError);
    expect(() => new SuccessiveHalvingPruner({ minEpochs: 0 })).toThrow(RangeError);
  });
});

describe('MedianPruner', () => {
  const pruner = new MedianPruner({ startupTrials: 3, warmUpEpochs: 2 });
  const history = [trial(9, 1), trial(9, 2), trial(9, 3)];

  it('ends a trial that is worse than the median at the same epoch', () => {
    expect(pruner.shouldPrune(trial(9, 2.1), 2, history)).toBe(true);
    expect(pruner.shouldPrune(trial(9, 2), 2, history)).toBe(false);
    expect(pruner.shouldPrune(trial(9, 2.6), 2, [...history, trial(9, 4)])).toBe(true);
    expect(pruner.shouldPrune(trial(9, 2.5), 2, [...history, trial(9, 4)])).toBe(false);
  });

  it('counts the best that a trial has had', () => {
    expect(pruner.shouldPrune(trial(1.5, 5), 2, history)).toBe(false);
  });

  it('waits until enough others got as far', () => {
    expect(pruner.shouldPrune(trial(9, 99), 2, history.slice(1))).toBe(false);
    expect(pruner.looksAt(1)).toBe(false);
  });

  it('ends a trial whose losses are no numbers', () => {
    expect(pruner.shouldPrune(trial(NaN, NaN), 2, history)).toBe(true);
  });
});
