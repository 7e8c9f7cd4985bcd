import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { CandidateKind } from '../../../lib/api-types';
import { jobQuery } from '../../../lib/jobs';
import type { PrimaryMetric } from '../../../lib/metric-names';
import type { Value } from '../hyperparameters';

export interface TrainingOrder {
  /** Train even if no rating has changed since the last run. */
  force: boolean;
  /** What to compare; the server's usual candidates where empty. */
  candidates: readonly { kind: CandidateKind; hyperparameters?: Record<string, Value> }[];
  /** What the best is chosen by, and seconds for all; the server's own where left out. */
  primaryMetric?: PrimaryMetric;
  budgetSeconds?: number;
}

export function useStartTraining() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ force, candidates, primaryMetric, budgetSeconds }: TrainingOrder) =>
      answerOf(
        api.POST('/api/v1/training', {
          body: {
            force,
            candidates: candidates.length ? [...candidates] : undefined,
            primaryMetric,
            budgetSeconds,
          },
        }),
      ),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}
