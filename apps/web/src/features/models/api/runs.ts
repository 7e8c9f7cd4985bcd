import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** Training runs, newest first. */
export const runsQuery = infiniteQueryOptions({
  queryKey: ['models', 'runs'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/runs', {
        params: { query: { limit: 25, cursor: pageParam } },
        signal,
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  placeholderData: keepPreviousData,
});
