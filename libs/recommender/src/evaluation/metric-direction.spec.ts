import { byMetric, isRankingMetric, metricNames } from './metric-direction.js';

describe('byMetric', () => {
  it('puts the lowest error first', () => {
    expect([0.9, 0.7, 0.8].sort(byMetric('rmse'))).toEqual([0.7, 0.8, 0.9]);
  });

  it('puts the highest ranking metric first', () => {
    expect([0.1, 0.3, 0.2].sort(byMetric('ndcgAt10'))).toEqual([0.3, 0.2, 0.1]);
  });

  it.each(metricNames)('puts what has no %s last', (metric) => {
    expect([null, 0.2, NaN].sort(byMetric(metric))[0]).toBe(0.2);
    expect(byMetric(metric)(undefined, null)).toBe(0);
    expect(byMetric(metric)(0, undefined)).toBeLessThan(0);
  });

  it('tells metrics of lists from those of predicted ratings', () => {
    expect(metricNames.filter((name) => !isRankingMetric(name))).toEqual(['rmse', 'mae']);
  });
});
