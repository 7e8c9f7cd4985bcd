import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** Makes a person with a new id and no ratings. */
export function useCreateUser() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/users', { body: {} })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['users', 'search'] }),
  });
}
