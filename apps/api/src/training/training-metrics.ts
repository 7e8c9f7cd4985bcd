import { makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

/** Values of the label `status` of `reco_training_runs_total`. */
export const trainingOutcomes = ['succeeded', 'skipped', 'failed', 'cancelled'] as const;

export const trainingMetricProviders = [
  makeCounterProvider({
    name: 'reco_training_runs_total',
    help: 'Trainings that ended, by outcome.',
    labelNames: ['status'],
  }),
  makeHistogramProvider({
    name: 'reco_training_duration_seconds',
    help: 'Duration of trainings, all candidates together.',
    buckets: [1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600],
  }),
  makeGaugeProvider({
    name: 'reco_training_progress_ratio',
    help: 'How far the running training is; 0 when none runs.',
  }),
];
