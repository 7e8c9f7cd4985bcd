import { HyperparameterError, modelKinds, resolveHyperparameters } from '@marquee/recommender';
import { ValidationFailedError } from '../platform/http/validation.js';
import type { Candidate, Hyperparameters } from './training-run.js';

/**
 * Checks what a caller wants to compare before anything starts.
 *
 * @throws ValidationFailedError that points at each hyperparameter that its kind does not know or allow
 */
export function toCandidates(
  wanted: readonly { kind: Candidate['kind']; name?: string; hyperparameters?: Hyperparameters }[],
): Candidate[] {
  return wanted.map(({ kind, name, hyperparameters = {} }, index) => {
    try {
      resolveHyperparameters(kind, hyperparameters);
    } catch (error) {
      if (!(error instanceof HyperparameterError)) throw error;
      throw new ValidationFailedError([
        { pointer: `/candidates/${index}/hyperparameters`, detail: error.message },
      ]);
    }
    return {
      kind,
      name: name ?? modelKinds.find((one) => one.kind === kind)?.title ?? kind,
      hyperparameters,
    };
  });
}
