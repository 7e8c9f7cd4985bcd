import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export interface Simulation {
  batchSize: number;
  /** 0 = tastes as they were; 1 = tastes turned around, so that drift shows. */
  shift: number;
}

/** Lets the people of the data set rate more films, plausibly. */
export function useSimulateRatings() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ batchSize, shift }: Simulation) =>
      answerOf(api.POST('/generate-ratings', { params: { query: { batch_size: batchSize, shift } } })),
    onSuccess: () =>
      Promise.all(
        [['data'], ['users'], ['films'], ['drift']].map((queryKey) => cache.invalidateQueries({ queryKey })),
      ),
  });
}
