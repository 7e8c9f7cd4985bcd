import { compareMetrics, compareParams } from './comparison.js';

const metric = (key: string, value: number, points = 1) => ({ key, value, points, step: 0, timestamp: 0 });

describe('compareParams', () => {
  it('puts what differs first, a parameter that one run lacks among it', () => {
    const runs: { params: Record<string, string> }[] = [
      { params: { seed: '1', depth: '3', only: 'x' } },
      { params: { seed: '1', depth: '4' } },
    ];
    expect(compareParams(runs)).toEqual([
      { key: 'depth', values: ['3', '4'], differs: true },
      { key: 'only', values: ['x', null], differs: true },
      { key: 'seed', values: ['1', '1'], differs: false },
    ]);
  });

  it('does not take what every object has for a parameter', () => {
    expect(compareParams([{ params: { toString: 'x' } }, { params: {} }])[0].values).toEqual(['x', null]);
  });
});

describe('compareMetrics', () => {
  it('puts what most runs have first, and knows where there are curves to lay over each other', () => {
    const runs = [
      { metrics: [metric('a', 1), metric('loss', 0.5, 10), metric('z', NaN)] },
      { metrics: [metric('loss', 0.25, 20), metric('z', 2, 3)] },
    ];
    expect(compareMetrics(runs)).toEqual([
      { key: 'loss', values: [0.5, 0.25], hasCurves: true },
      { key: 'a', values: [1, null], hasCurves: false },
      { key: 'z', values: [null, 2], hasCurves: false },
    ]);
  });
});
