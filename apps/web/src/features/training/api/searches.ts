import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { SearchDetails, SearchOrder } from '../../../lib/api-types';

/** Searches, newest first. */
export const searchesQuery = queryOptions({
  queryKey: ['searches', 'list'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/searches', { params: { query: { limit: 50 } }, signal })),
});

/** Whether a search will not change by itself any more. */
export const isSearchOver = ({ state }: Pick<SearchDetails, 'state'>) =>
  state !== 'queued' && state !== 'running';

/** One search with its trials; asked for anew every second while it runs. */
export const searchQuery = (id: string) =>
  queryOptions({
    queryKey: ['searches', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/searches/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && !isSearchOver(state.data) ? 1000 : false),
  });

function useKeepSearch() {
  const cache = useQueryClient();
  return (search: SearchDetails) => {
    cache.setQueryData(searchQuery(search.id).queryKey, search);
    for (const queryKey of [searchesQuery.queryKey, ['jobs', 'recent']])
      void cache.invalidateQueries({ queryKey });
  };
}

export function useStartSearch() {
  const keep = useKeepSearch();
  return useMutation({
    mutationFn: (body: SearchOrder) => answerOf(api.POST('/api/v1/searches', { body })),
    onSuccess: keep,
  });
}

export function useResumeSearch() {
  const keep = useKeepSearch();
  return useMutation({
    mutationFn: ({ id, ...body }: { id: string; maxTrials?: number; budgetSeconds?: number }) =>
      answerOf(api.POST('/api/v1/searches/{id}/resume', { params: { path: { id } }, body })),
    onSuccess: keep,
  });
}
