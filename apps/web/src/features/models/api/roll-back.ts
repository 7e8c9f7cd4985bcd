import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** Goes back to the version that served before, unless another one serves by now. */
export function useRollBack() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: { reason: string; fromVersion: number }) =>
      answerOf(
        api.POST('/api/v1/models/{name}/aliases/{alias}/rollback', {
          params: { path: { name: 'marquee', alias: 'champion' } },
          body,
        }),
      ),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['models'] }),
        // Another model serves from now on: every list and prediction is out of date.
        cache.invalidateQueries({ queryKey: ['users'] }),
      ]),
  });
}
