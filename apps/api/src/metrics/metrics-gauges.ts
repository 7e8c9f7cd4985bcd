import { makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';

/** What this room exports to Prometheus. */
export const metricsProviders = [
  makeGaugeProvider({
    name: 'reco_catalog_coverage_ratio',
    help: 'Share of the catalogue recommended in the last day.',
  }),
  makeGaugeProvider({
    name: 'reco_served_diversity_ratio',
    help: 'Mean genre distance within the lists of the last day.',
  }),
  makeGaugeProvider({
    name: 'reco_served_novelty',
    help: 'Mean novelty of the films recommended in the last day, in bits of self-information.',
  }),
  makeGaugeProvider({
    name: 'reco_eval_metric',
    help: 'Held-out metrics of the champion.',
    labelNames: ['metric', 'split', 'model'],
  }),
  makeCounterProvider({
    name: 'reco_recommendations_not_logged_total',
    help: 'Served lists that could not be written to the log: refused by the database, or dropped from a backlog.',
  }),
  makeCounterProvider({
    name: 'reco_impressions_total',
    help: 'Recommended films that somebody has seen, by the source that brought them.',
    labelNames: ['source'],
  }),
  makeCounterProvider({
    name: 'reco_clicks_total',
    help: 'Recommended films that somebody has opened, by the source that brought them.',
    labelNames: ['source'],
  }),
  makeCounterProvider({
    name: 'reco_positive_ratings_total',
    help: 'Recommended films that somebody has rated 4 or more, by the source that brought them.',
    labelNames: ['source'],
  }),
];
