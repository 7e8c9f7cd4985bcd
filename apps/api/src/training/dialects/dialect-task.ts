import type { DialectEvaluation } from '@marquee/recommender';
import type { TrainingTask } from '../training-messages.js';

/** What the thread is started with. */
export interface DialectTask extends Pick<
  TrainingTask,
  'columns' | 'films' | 'scale' | 'validationShare' | 'niceness'
> {
  splitSeed: number;
  /** The file of the model that is measured. */
  model: Uint8Array;
  k: number;
  maxUsers: number;
}

export type DialectMessage = { type: 'progress'; ratio: number } | ({ type: 'done' } & DialectEvaluation);
