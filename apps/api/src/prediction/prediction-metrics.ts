import { makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

export const predictionMetricProviders = [
  makeCounterProvider({
    name: 'reco_recommendations_total',
    help: 'Films recommended, by model, by the source that brought them, and by what the list was for.',
    labelNames: ['model', 'source', 'scenario'],
  }),
  makeHistogramProvider({
    name: 'reco_recommendation_duration_seconds',
    help: 'Time to make one list, without HTTP.',
    labelNames: ['strategy'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  }),
  makeCounterProvider({
    name: 'reco_fallback_total',
    help: 'Lists made without personal taste, by reason.',
    labelNames: ['reason'],
  }),
  makeCounterProvider({ name: 'reco_empty_total', help: 'Lists without a film.' }),
  makeGaugeProvider({
    name: 'reco_model_info',
    help: 'The model that serves; always 1.',
    labelNames: ['name', 'version', 'alias'],
  }),
  makeGaugeProvider({
    name: 'reco_model_loaded_timestamp_seconds',
    help: 'When the model that serves was loaded.',
  }),
];
