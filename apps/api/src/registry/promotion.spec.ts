import { decidePromotion } from './promotion.js';

describe('decidePromotion', () => {
  it('promotes the first model that has the primary metric at all', () => {
    expect(decidePromotion({ metric: 'rmse', challenger: 0.9, champion: null })).toMatchObject({
      promote: true,
      reason: 'First champion, with a held-out RMSE of 0.9000.',
    });
  });

  it('promotes a lower RMSE on the same held-out ratings and says by how much', () => {
    const decision = decidePromotion({ metric: 'rmse', challenger: 0.875, champion: { value: 0.9 } });
    expect(decision).toMatchObject({ promote: true, reason: expect.stringContaining('RMSE 0.8750') });
    expect(decision.numbers.difference).toBeCloseTo(-0.025, 12);
  });

  it.each([0.9, 0.95])('keeps the champion at an RMSE of 0.9 when the challenger has %d', (challenger) => {
    expect(decidePromotion({ metric: 'rmse', challenger, champion: { value: 0.9 } }).promote).toBe(false);
  });

  it('promotes a higher NDCG@10, and no equal or lower one', () => {
    const promoted = (challenger: number): boolean =>
      decidePromotion({ metric: 'ndcgAt10', challenger, champion: { value: 0.2 } }).promote;
    expect([0.21, 0.2, 0.19].map(promoted)).toEqual([true, false, false]);
  });

  it('never promotes a model of preferences by RMSE', () => {
    expect(decidePromotion({ metric: 'rmse', challenger: null, champion: { value: 1.4 } }).promote).toBe(
      false,
    );
    expect(decidePromotion({ metric: 'rmse', challenger: null, champion: null }).promote).toBe(false);
  });

  it('replaces a champion of preferences once the primary metric is RMSE', () => {
    expect(decidePromotion({ metric: 'rmse', challenger: 0.9, champion: { value: null } })).toMatchObject({
      promote: true,
      reason: 'The champion has no RMSE, the challenger has 0.9000.',
    });
  });

  it.each([NaN, Infinity])('never promotes a model whose metric is %d', (challenger) => {
    expect(decidePromotion({ metric: 'rmse', challenger, champion: null }).promote).toBe(false);
    expect(decidePromotion({ metric: 'mrrAt10', challenger, champion: { value: 0.1 } }).promote).toBe(false);
  });
});
