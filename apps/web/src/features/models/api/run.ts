import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['models', 'run', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? 2000 : false),
  });
