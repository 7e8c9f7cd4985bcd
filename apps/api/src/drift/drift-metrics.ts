import { makeGaugeProvider } from '@willsoto/nestjs-prometheus';

/** Of the last report; every process tells the same. */
export const driftMetrics = [
  makeGaugeProvider({
    name: 'reco_drift_score',
    help: 'Score of the last drift report, by column.',
    labelNames: ['column', 'test'],
  }),
  makeGaugeProvider({
    name: 'reco_drift_effect',
    help: "How much a column moved in the last report: Cliff's delta of numbers, Cramer's V of categories.",
    labelNames: ['column'],
  }),
  makeGaugeProvider({
    name: 'reco_drift_detected',
    help: '1 where the last drift report saw drift.',
    labelNames: ['column'],
  }),
  makeGaugeProvider({
    name: 'reco_drift_share_ratio',
    help: 'Share of the columns that drifted in the last report.',
  }),
  makeGaugeProvider({
    name: 'reco_drift_multivariate_auc',
    help: 'How often a current rating looks more current than a reference one in the last report; 0.5 is chance.',
  }),
  makeGaugeProvider({
    name: 'reco_harm_excess_ratio',
    help: 'Online error of the champion over the promised one, minus 1, in the last report.',
  }),
  makeGaugeProvider({
    name: 'reco_drift_report_timestamp_seconds',
    help: 'When the last drift report was made.',
  }),
];
