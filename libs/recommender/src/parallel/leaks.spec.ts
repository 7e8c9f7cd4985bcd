import { existsSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { trainModel } from '../models/registry.js';
import type { ModelKind } from '../models/model.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';

const TRAININGS = 100;
/** Linux lists the threads of a process here. */
const tasks = '/proc/self/task';
const kinds: [ModelKind, object][] = [
  ['matrix-factorisation', { factorCount: 4, epochs: 1 }],
  ['als', { factorCount: 4, epochs: 1 }],
  ['bayesian-mf', { factorCount: 4, burnIn: 0, sampleCount: 1, thinning: 1 }],
];

describe(`after ${TRAININGS} trainings with a helping thread each`, () => {
  if (!existsSync(tasks)) {
    it.todo(`counting threads skipped: ${tasks} is not there`);
    return;
  }
  const ratings = syntheticRatings(12, 15);

  it.each(kinds)(
    'no thread and no memory of %s is left',
    async (kind, settings) => {
      const train = async (count: number): Promise<void> => {
        for (let n = 0; n < count; n++) {
          trainModel(kind, ratings, { ...settings, threads: 2 }, { seed: n });
          await setTimeout(0);
        }
        const deadline = Date.now() + 5000;
        while (readdirSync(tasks).length > before && Date.now() < deadline) await setTimeout(10);
      };
      const before = readdirSync(tasks).length;
      await train(20);
      const memory = process.memoryUsage().rss;
      await train(TRAININGS - 20);
      expect(readdirSync(tasks).length).toBeLessThanOrEqual(before);
      // A helper that stays takes some 5 MB: 80 of them 400.
      expect(process.memoryUsage().rss - memory).toBeLessThan(100e6);
    },
    60_000,
  );
});
