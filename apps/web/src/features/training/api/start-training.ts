import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { CandidateKind } from '../../../lib/api-types';
import { jobQuery } from '../../../lib/jobs';

export interface TrainingOrder {
  /** Train even if no rating has changed since the last run. */
  force: boolean;
  /** Kinds to compare; the server's usual candidates where empty. */
  kinds: readonly CandidateKind[];
}

export function useStartTraining() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ force, kinds }: TrainingOrder) =>
      answerOf(
        api.POST('/api/v1/training', {
          body: { force, candidates: kinds.length ? kinds.map((kind) => ({ kind })) : undefined },
        }),
      ),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}
