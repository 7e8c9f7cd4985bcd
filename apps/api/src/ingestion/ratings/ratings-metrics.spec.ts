import { Counter, Registry } from 'prom-client';
import { RatingsMetrics } from './ratings-metrics.js';

describe('RatingsMetrics', () => {
  const registry = new Registry();
  const counter = new Counter({
    name: 'reco_ratings_total',
    help: 'x',
    labelNames: ['source'],
    registers: [registry],
  });
  const metrics = new RatingsMetrics(counter);

  const counts = async () =>
    Object.fromEntries((await counter.get()).values.map(({ labels, value }) => [labels.source, value]));

  it('begins at nought for both sources', async () => {
    expect(await counts()).toEqual({ single: 0, bulk: 0 });
  });

  it('counts what was stored or changed, not what was taken back', async () => {
    metrics.onChange({ userId: 1, movieId: 2, rating: 4 });
    metrics.onChange({ userId: 1, movieId: 2, rating: null });
    metrics.onImport({ inserted: 5, updated: 2 });
    expect(await counts()).toEqual({ single: 1, bulk: 7 });
  });
});
