import { decidePromotion } from './promotion.js';

describe('decidePromotion', () => {
  it('promotes the first model that has an error at all', () => {
    expect(decidePromotion({ challengerRmse: 0.9, championRmse: null })).toMatchObject({ promote: true });
  });

  it('promotes a lower RMSE on the same held-out ratings and says by how much', () => {
    const decision = decidePromotion({ challengerRmse: 0.875, championRmse: 0.9 });
    expect(decision).toMatchObject({ promote: true, reason: expect.stringContaining('0.8750') });
    expect(decision.numbers.difference).toBeCloseTo(-0.025, 12);
  });

  it.each([0.9, 0.95])('keeps the champion at 0.9 when the challenger has %d', (challengerRmse) => {
    expect(decidePromotion({ challengerRmse, championRmse: 0.9 }).promote).toBe(false);
  });

  it.each([NaN, Infinity])('never promotes a model whose error is %d', (challengerRmse) => {
    expect(decidePromotion({ challengerRmse, championRmse: null }).promote).toBe(false);
  });
});
