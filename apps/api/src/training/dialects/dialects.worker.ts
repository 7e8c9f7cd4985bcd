import { decodeSafetensors, evaluateInDialects, loadModel, Ratings, splitByHash } from '@marquee/recommender';
import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { DialectMessage, DialectTask } from './dialect-task.js';

// Measures one model on held-out ratings, beside serving; it owns no state beyond its task.

const task = workerData as DialectTask;
const tell = (message: DialectMessage): void => parentPort?.postMessage(message);

try {
  setPriority(Number(readlinkSync('/proc/thread-self').split('/').pop()), task.niceness);
} catch {
  // Elsewhere than on Linux the threads share the processors as equals.
}

const { users, movies, ratings: values, times } = task.columns;
const ratings = Ratings.from({ users, items: movies, values, times }, task.scale);
const { trainSet, validationSet } = splitByHash(ratings, {
  validationShare: task.validationShare,
  seed: task.splitSeed,
});
const genres = [...new Set(task.films.flatMap((film) => film.genres))];
const none = new Float64Array(genres.length);
const vectors = new Map(
  task.films.map((film) => [
    film.id,
    Float64Array.from(genres, (genre) => Number(film.genres.includes(genre))),
  ]),
);
const evaluation = evaluateInDialects(loadModel(decodeSafetensors(task.model)), trainSet, validationSet, {
  k: task.k,
  maxUsers: task.maxUsers,
  vectorOf: (movieId) => vectors.get(movieId) ?? none,
  onProgress: (ratio) => tell({ type: 'progress', ratio }),
});
tell({ type: 'done', ...evaluation });
