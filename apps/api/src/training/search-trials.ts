import {
  bestTrial,
  evaluateModel,
  FitCancelledError,
  isRankingMetric,
  MedianPruner,
  metricDirections,
  modelKinds,
  RandomSampler,
  resolveHyperparameters,
  rmse,
  mae,
  searchSpaceOf,
  splitByHash,
  SuccessiveHalvingPruner,
  TpeSampler,
  trainModel,
  type EpochLoss,
  type EpochProgress,
  type ItemContent,
  type MetricName,
  type ModelKind,
  type Pruner,
  type Ratings,
  type RecommenderModel,
  type Sampler,
  type Split,
  type Trial,
} from '@marquee/recommender';
import type { EndedTrial, SearchTask } from './search.js';
import type { TrainingMessage } from './training-messages.js';
import type { Hyperparameters } from './training-run.js';

/**
 * Share of the train set that trials are judged on. What promotion is decided by stays unseen: choosing the best of many
 * trials by the same ratings would make it look better than it is.
 */
const innerShare = 0.1;
const innerSeed = 2;
/** Rungs of successive halving: epochs 2, 6, 18 … */
const halving = { minEpochs: 2, reductionFactor: 3 };

export interface TrialHooks {
  tell: (message: TrainingMessage) => void;
  shouldStop: () => boolean;
  content: ItemContent;
}

/** Why a trial ended before its last epoch. */
class TrialEnded extends Error {
  constructor(readonly state: 'pruned' | 'time-is-up') {
    super(state);
  }
}

/**
 * Tries settings until the trials or the seconds are used up, and tells of each. The first trial of each kind is its
 * defaults. The seconds end a trial in its course only once there is one to choose.
 *
 * @returns the best trial of this task and its history
 * @throws Error when no trial came to its end
 */
export function runTrials(trainSet: Ratings, task: SearchTask, hooks: TrialHooks): EndedTrial {
  const inner = splitByHash(trainSet, { validationShare: innerShare, seed: innerSeed });
  const history = [...task.history];
  const deadline = performance.now() + task.secondsLeft * 1000;
  const hasChoice = (): boolean => history.some(({ state }) => state === 'complete');
  const isTimeUp = (): boolean => hasChoice() && performance.now() >= deadline;
  while (history.length < task.maxTrials && !isTimeUp()) {
    const ended = runTrial({ task, inner, history, hooks, isTimeUp });
    if (ended) history.push(ended);
  }
  const trials = history.map((one) => ({ ...toTrial(one, task.metric), ended: one }));
  const best = bestTrial(trials);
  if (!best) throw new Error('No trial came to its end; each run says why.');
  return best.ended;
}

interface TrialContext {
  task: SearchTask;
  inner: Split;
  history: readonly EndedTrial[];
  hooks: TrialHooks;
  isTimeUp: () => boolean;
}

/** @returns null when the time was up before its end: it counts as not begun */
function runTrial(context: TrialContext): EndedTrial | null {
  const { task, inner, history, hooks, isTimeUp } = context;
  const trial = history.length;
  const kind = task.kinds[trial % task.kinds.length];
  const hyperparameters = suggest(kind, context);
  hooks.tell({ type: 'trial-started', trial, kind, hyperparameters });
  const curve: EpochLoss[] = [];
  const end = (
    state: EndedTrial['state'],
    metrics: Record<string, number>,
    reason: string | null,
  ): EndedTrial => {
    const value = state === 'complete' ? (metrics[task.metric] ?? null) : null;
    hooks.tell({ type: 'trial-ended', trial, state, metrics, reason });
    return { trial, kind, hyperparameters, state, value, curve };
  };
  try {
    const model = trainModel(kind, inner.trainSet, hyperparameters, {
      seed: task.seed,
      content: hooks.content,
      shouldStop: () => hooks.shouldStop() || isTimeUp(),
      onEpoch: (progress) => watchEpoch(progress, curve, context),
    });
    return end('complete', evaluate(model, inner, hooks), null);
  } catch (error) {
    if (hooks.shouldStop()) throw error;
    if (error instanceof TrialEnded && error.state === 'pruned') return end('pruned', {}, null);
    if (error instanceof TrialEnded || error instanceof FitCancelledError) {
      hooks.tell({ type: 'trial-ended', trial, state: 'cancelled', metrics: {}, reason: 'The time was up.' });
      return null;
    }
    return end('failed', {}, error instanceof Error ? error.message : String(error));
  }
}

function suggest(kind: ModelKind, { task, history }: TrialContext): Hyperparameters {
  const { hyperparameters: specs } = modelKinds.find((one) => one.kind === kind)!;
  const space = searchSpaceOf(specs);
  const own = history.filter((one) => one.kind === kind);
  if (own.length === 0) {
    const defaults = resolveHyperparameters(kind);
    return Object.fromEntries(space.map(({ name }) => [name, defaults[name]]));
  }
  const options = { seed: task.seed };
  const sampler: Sampler =
    task.sampler === 'tpe' ? new TpeSampler(space, options) : new RandomSampler(space, options);
  return sampler.suggest(own.map((one) => toTrial(one, task.metric)));
}

function watchEpoch(
  { epoch, epochs, trainRmse, snapshot }: EpochProgress,
  curve: EpochLoss[],
  { task, inner, history, hooks, isTimeUp }: TrialContext,
): void {
  const trial = history.length;
  const pruner = prunerOf(task);
  const looks = epoch < epochs && snapshot !== undefined && pruner?.looksAt(epoch);
  const value = looks ? judge(snapshot(), inner, task.metric, hooks) : null;
  hooks.tell({ type: 'trial-epoch', trial, epoch, epochs, trainRmse, value });
  if (isTimeUp()) throw new TrialEnded('time-is-up');
  if (value === null) return;
  curve.push({ epoch, loss: lossOf(value, task.metric) });
  const kind = task.kinds[trial % task.kinds.length];
  const others = history.filter((one) => one.kind === kind).map((one) => toTrial(one, task.metric));
  const running: Trial = { hyperparameters: {}, state: 'running', loss: null, curve };
  if (pruner!.shouldPrune(running, epoch, others)) throw new TrialEnded('pruned');
}

function prunerOf({ pruner }: SearchTask): Pruner | null {
  if (pruner === 'none') return null;
  return pruner === 'halving' ? new SuccessiveHalvingPruner(halving) : new MedianPruner({ warmUpEpochs: 2 });
}

/** The metric alone: predictions for an error, lists for a ranking metric. */
function judge(
  model: RecommenderModel,
  { trainSet, validationSet }: Split,
  metric: MetricName,
  { shouldStop }: TrialHooks,
): number {
  if (isRankingMetric(metric)) {
    return evaluateModel(model, trainSet, validationSet, { shouldStop })[metric] ?? NaN;
  }
  const { users, items, userIndices, itemIndices, values } = validationSet;
  const predicted = Float32Array.from(values, (_, row) => {
    if (row % 4096 === 0 && shouldStop()) throw new FitCancelledError();
    return model.predict(users.idAt(userIndices[row]), items.idAt(itemIndices[row]));
  });
  return (metric === 'rmse' ? rmse : mae)(predicted, values);
}

function evaluate(
  model: RecommenderModel,
  { trainSet, validationSet }: Split,
  { shouldStop }: TrialHooks,
): Record<string, number> {
  return measured(evaluateModel(model, trainSet, validationSet, { shouldStop }));
}

/** Metrics that a model has. */
export function measured(metrics: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).filter((one): one is [string, number] => typeof one[1] === 'number'),
  );
}

function toTrial({ hyperparameters, state, value, curve }: EndedTrial, metric: MetricName): Trial {
  return { hyperparameters, state, loss: value === null ? null : lossOf(value, metric), curve };
}

/** Smaller is better. */
export function lossOf(value: number, metric: MetricName): number {
  return metricDirections[metric] === 'lower' ? value : -value;
}
