import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export type AlertState = 'open' | 'resolved' | 'all';

export const alertsQuery = (state: AlertState) =>
  queryOptions({
    queryKey: ['alerts', state],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/alerts', { params: { query: { state, limit: 100 } }, signal })),
    refetchInterval: 15_000,
  });

export function useAcknowledge() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/alerts/{id}/acknowledge', { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['alerts'] }),
  });
}

export function useResolve() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/alerts/{id}/resolve', { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['alerts'] }),
  });
}
