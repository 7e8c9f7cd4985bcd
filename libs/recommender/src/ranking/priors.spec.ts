import { itemPriors } from './priors.js';

describe('itemPriors', () => {
  it('agrees with an example worked by hand', () => {
    const priors = itemPriors([30, 10, 0], [4, 2, NaN]);
    expect(priors.globalMean).toBeCloseTo(3.5, 12);
    expect([...priors.counts]).toEqual([30, 10, 0]);
    expect([...priors.quality]).toEqual([3.8, 3, 3.5].map(Math.fround));
    expect([...priors.fame]).toEqual([1, Math.log(11) / Math.log(31), 0].map(Math.fround));
  });

  it('stays finite without ratings', () => {
    expect(itemPriors([0], [NaN])).toMatchObject({
      globalMean: 0,
      quality: Float32Array.of(0),
      fame: Float32Array.of(0),
    });
    expect(itemPriors([], []).counts).toHaveLength(0);
  });
});
