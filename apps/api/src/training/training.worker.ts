import {
  buildItemNeighbours,
  dataFingerprint,
  decodeSafetensors,
  encodeSafetensors,
  loadModel,
  Ratings,
  splitByHash,
  trainModel,
  type ItemContent,
} from '@marquee/recommender';
import { parentPort, workerData } from 'node:worker_threads';
import { standBack } from '../platform/threads/niceness.js';
import { HeldOutJudge } from './held-out-judge.js';
import { splitSeed } from './default-candidates.js';
import { itemContent } from './item-content.js';
import { runTrials } from './search-trials.js';
import type { SearchTask } from './search.js';
import type { TrainingMessage, TrainingTask } from './training-messages.js';

// The training thread: it owns no state beyond its task, and tells everything by messages.

const task = workerData as TrainingTask;

function tell(message: TrainingMessage, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

const shouldStop = (): boolean => Atomics.load(task.stop, 0) !== 0;

function tellFile(message: TrainingMessage & { file: Uint8Array }): void {
  tell(message, [message.file.buffer as ArrayBuffer]);
}

function searchBest(
  trainSet: Ratings,
  search: SearchTask,
  content: ItemContent,
): Pick<TrainingTask['candidates'][number], 'kind' | 'hyperparameters'> {
  const { kind, hyperparameters } = runTrials(trainSet, search, { tell, shouldStop, content });
  tell({ type: 'search-ended', kind, hyperparameters });
  return { kind, hyperparameters };
}

function run(): void {
  // Serving comes first.
  standBack(task.niceness);
  tell({ type: 'phase', phase: 'preparing the ratings', ratio: null });
  const { users, movies, ratings: values, times } = task.columns;
  const ratings = Ratings.from({ users, items: movies, values, times }, task.scale);
  const content = itemContent(task.films);
  const split = splitByHash(ratings, { validationShare: task.validationShare, seed: splitSeed });
  tell({
    type: 'prepared',
    dataFingerprint: dataFingerprint(users, movies, values),
    userCount: ratings.users.size,
    movieCount: ratings.items.size,
    trainCount: split.trainSet.length,
    validationCount: split.validationSet.length,
  });

  const candidates = task.search ? [searchBest(split.trainSet, task.search, content)] : task.candidates;

  if (!task.fitOnly) findNeighbours();

  const judge = new HeldOutJudge(split, task.primaryMetric, shouldStop);
  if (task.champion) {
    tell({ type: 'phase', phase: 'judging the champion', ratio: null });
    const champion = loadModel(decodeSafetensors(task.champion));
    tell({ type: 'champion-judged', result: judge.judgeChampion(champion) });
  }

  const learnt = task.fitOnly === 'all-ratings' ? ratings : split.trainSet;
  candidates.forEach((candidate, index) => {
    tell({ type: 'candidate-started', index });
    try {
      const model = trainModel(candidate.kind, learnt, candidate.hyperparameters, {
        seed: task.seed,
        content,
        shouldStop,
        onEpoch: ({ epoch, epochs, trainRmse }) => tell({ type: 'epoch', index, epoch, epochs, trainRmse }),
      });
      if (task.fitOnly)
        return tellFile({ type: 'candidate-fitted', index, file: encodeSafetensors(model.state()) });
      const result = judge.judgeCandidate(model, (ratio) => tell({ type: 'evaluating', index, ratio }));
      tellFile({ type: 'candidate-finished', index, result, file: encodeSafetensors(model.state()) });
    } catch (error) {
      if (shouldStop()) throw error;
      tell({
        type: 'candidate-failed',
        index,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  });
  tell({ type: 'done' });

  function findNeighbours(): void {
    tell({ type: 'phase', phase: 'finding neighbours of films', ratio: 0 });
    const neighbours = buildItemNeighbours(ratings, content, {
      shouldStop,
      onProgress: (ratio: number) => tell({ type: 'phase', phase: 'finding neighbours of films', ratio }),
    });
    tellFile({ type: 'neighbours', file: encodeSafetensors(neighbours.state()) });
  }
}

run();
