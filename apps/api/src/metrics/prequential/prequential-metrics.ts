import { makeCounterProvider, makeGaugeProvider } from '@willsoto/nestjs-prometheus';

const labelNames = ['alias'];

/** By the role of the model; errors are of the last week, and told from a hundred ratings on. */
export const prequentialMetrics = [
  makeGaugeProvider({
    name: 'reco_prequential_rmse',
    help: 'Root mean squared error on ratings of the last week, each predicted before it was learnt, in stars.',
    labelNames,
  }),
  makeGaugeProvider({
    name: 'reco_prequential_mae',
    help: 'Mean absolute error on ratings of the last week, each predicted before it was learnt, in stars.',
    labelNames,
  }),
  makeGaugeProvider({
    name: 'reco_prequential_hit_ratio',
    help: 'Share of the liked films of the last week that the list of ten would have shown before they were rated.',
    labelNames,
  }),
  makeGaugeProvider({
    name: 'reco_promised_rmse',
    help: 'Root mean squared error that the training found on ratings held out from it, in stars.',
    labelNames,
  }),
  makeGaugeProvider({
    name: 'reco_promised_mae',
    help: 'Mean absolute error that the training found on ratings held out from it, in stars.',
    labelNames,
  }),
  makeCounterProvider({
    name: 'reco_prequential_judged_total',
    help: 'Ratings that were predicted before they were learnt.',
    labelNames,
  }),
  makeCounterProvider({
    name: 'reco_prequential_dropped_total',
    help: 'Ratings that were not judged because too many waited, or judging failed.',
  }),
  makeGaugeProvider({
    name: 'reco_prequential_waiting_ratings',
    help: 'Ratings that wait to be judged.',
  }),
];
