import type { EpochLoss, MetricName, ModelKind } from '@marquee/recommender';
import type { Hyperparameters, RunStatus } from './training-run.js';

export const samplers = ['tpe', 'random'] as const;
export const pruners = ['halving', 'median', 'none'] as const;

/** What a search was asked for. */
export interface SearchSettings {
  /** Tried in turn. */
  kinds: readonly ModelKind[];
  /** What trials are compared by, on ratings held out of the train set. */
  metric: MetricName;
  sampler: (typeof samplers)[number];
  pruner: (typeof pruners)[number];
  seed: number;
  /** The search ends after so many trials, or so many seconds of trials, whichever comes first. */
  maxTrials: number;
  budgetSeconds: number;
}

/** A trial that has ended by itself: what a search goes on from. */
export interface EndedTrial {
  trial: number;
  kind: ModelKind;
  hyperparameters: Hyperparameters;
  state: 'complete' | 'pruned' | 'failed';
  /** The search's metric on the inner validation ratings; null of a trial that did not come to its end. */
  value: number | null;
  /** Losses by epoch: the metric, or its negative where more is better. */
  curve: readonly EpochLoss[];
}

/** What the training thread is given to search. */
export interface SearchTask extends SearchSettings {
  history: readonly EndedTrial[];
  /** What is left of `budgetSeconds`. */
  secondsLeft: number;
}

/** One trial as people see it. */
export interface SearchTrial {
  runId: string;
  trial: number;
  kind: string;
  status: RunStatus;
  hyperparameters: Hyperparameters;
  /** The search's metric: of the whole trial, or of the last epoch that was looked at. */
  value: number | null;
  /** Epochs that it was given, as far as its kind has any. */
  epochs: number;
  metrics: Record<string, number>;
  failureReason: string | null;
  startedAt: string;
  durationMs: number | null;
}

/** What the metric is called by epoch in the steps of a trial's run. */
export const trialStepMetric = (metric: MetricName): string =>
  `validation${metric[0].toUpperCase()}${metric.slice(1)}`;
