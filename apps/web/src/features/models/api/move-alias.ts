import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** Points an alias at another version: a promotion or a rollback by a person, with the reason on record. */
export function useMoveAlias(alias: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (move: { version: number; reason: string }) =>
      answerOf(api.PUT('/api/v1/models/aliases/{alias}', { params: { path: { alias } }, body: move })),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['models'] }),
        // Another model serves from now on: every list and prediction is out of date.
        cache.invalidateQueries({ queryKey: ['users'] }),
      ]),
  });
}
