import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RatingColumns } from '../src/data/ratings.js';

const shared = join(__dirname, '../../../../shared');
const folder = join(shared, 'data/evaluation/ml-100k');
const goldenFile = join(shared, 'golden/surprise-ml-100k.json');

/** What Surprise gave on the fixed split: errors over the test set, and some predictions [user, item, r̂]. */
export interface SurpriseResult {
  readonly rmse: number;
  readonly mae: number;
  readonly predictions: readonly (readonly [number, number, number])[];
}

/** The first file of the reference data that is missing; null when all are there. */
export const missingReference: string | null =
  [join(folder, 'train.csv'), join(folder, 'test.csv'), goldenFile].find((file) => !existsSync(file)) ?? null;

/** `describe` where the reference data are, otherwise a note of what is missing. */
export const describeWithReference = (name: string, tests: () => void): void => {
  if (missingReference === null) describe(name, tests);
  else describe(name, () => it.todo(`needs ${missingReference}, which is not there`));
};

/** The fixed 80/20 split of MovieLens 100K, in file order. */
export function readMl100k(part: 'train' | 'test'): RatingColumns {
  const lines = readFileSync(join(folder, `${part}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1);
  const rows = lines.map((line) => line.split(',').map(Number));
  return {
    users: rows.map((row) => row[0]),
    items: rows.map((row) => row[1]),
    values: rows.map((row) => row[2]),
    times: rows.map((row) => row[3]),
  };
}

export function readSurpriseResults(): Record<string, SurpriseResult> {
  return JSON.parse(readFileSync(goldenFile, 'utf8')) as Record<string, SurpriseResult>;
}
