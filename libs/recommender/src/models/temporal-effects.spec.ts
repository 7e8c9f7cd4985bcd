import { temporalPass } from '../kernels/temporal-pass.js';
import { binOf, dayOf, deviationOf, TemporalEffects } from './temporal-effects.js';

const DAY = 86_400;
const YEAR = 365.25 * DAY;

describe('deviationOf, binOf and dayOf', () => {
  it('measure a deviation in years to the power of 0.4, with its sign', () => {
    expect(deviationOf(YEAR, YEAR)).toBe(0);
    expect(deviationOf(2 * YEAR, YEAR)).toBe(1);
    expect(deviationOf(YEAR, 33 * YEAR)).toBeCloseTo(-4, 12);
  });

  it('cut the span in equal parts, what lies beyond belongs to the outer ones', () => {
    expect([0, 99, 100, 109, 110, 199, 200, 900].map((time) => binOf(time, 100, 200, 10))).toEqual([
      0, 0, 0, 0, 1, 9, 9, 9,
    ]);
    expect(binOf(5, 7, 7, 10)).toBe(0);
  });

  it('count days from 1970', () => {
    expect([dayOf(0), dayOf(DAY - 1), dayOf(DAY)]).toEqual([0, 0, 1]);
  });
});

describe('TemporalEffects', () => {
  const effects = new TemporalEffects({
    firstTime: 0,
    lastTime: 10 * DAY,
    binCount: 2,
    binEffects: Float32Array.of(0.25, -0.25, 0.5, 1),
    drifts: Float32Array.of(0.5),
    userTimes: Float64Array.of(4 * DAY, 2 * DAY, 6 * DAY),
    dayUsers: Int32Array.of(0, 0),
    days: Int32Array.of(2, 6),
    dayEffects: Float32Array.of(-0.125, 0.125),
  });

  it('adds drift and day of a user; on other days the drift alone, which stands still beyond the ratings', () => {
    const drift = 0.5 * (2 / 365.25) ** 0.4;
    expect(effects.ofUser(0, 6 * DAY)).toBeCloseTo(drift + 0.125, 12);
    expect(effects.ofUser(0, 9 * DAY)).toBeCloseTo(drift, 12);
    expect(effects.ofUser(0, 0)).toBeCloseTo(-drift, 12);
    expect(effects.ofUser(-1, 0)).toBe(0);
  });

  it('adds the bin of an item', () => {
    expect(effects.ofItem(0, 4 * DAY)).toBe(0.25);
    expect(effects.ofItem(1, 6 * DAY)).toBe(1);
    expect(effects.ofItem(-1, 0)).toBe(0);
  });
});

describe('temporalPass', () => {
  it('takes the step that its definition says, worked by hand for one rating', () => {
    const problem = {
      offsets: Int32Array.of(0, 1),
      deviations: Float32Array.of(2),
      bins: Int32Array.of(0),
      days: Int32Array.of(0),
      drifts: Float32Array.of(0.5),
      binEffects: Float32Array.of(0.25),
      dayEffects: Float32Array.of(-0.25),
      centred: Float32Array.of(2),
    };
    const targets = Float32Array.of(1);
    const step = { learningRate: 0.5, driftRegularisation: 1, binRegularisation: 2, dayRegularisation: 4 };
    temporalPass(problem, step, Float32Array.of(0.5), targets);
    // τ = 0.5 · 2 + 0.25 − 0.25 = 1 as it was, so that e stays 0.5.
    expect(problem.drifts[0]).toBe(0.5 + 0.5 * (0.5 * 2 - 0.5));
    expect(problem.binEffects[0]).toBe(0.25 + 0.5 * (0.5 - 2 * 0.25));
    expect(problem.dayEffects[0]).toBe(-0.25 + 0.5 * (0.5 + 4 * 0.25));
    expect(targets[0]).toBe(2 - (0.75 * 2 + 0.25 + 0.5));
  });
});
