import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** People whose id starts with `q`; the busiest first where nothing is typed. */
export const usersQuery = (q: string) =>
  queryOptions({
    queryKey: ['users', 'search', q],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/users', { params: { query: { q: q || undefined, limit: 30 } }, signal })),
    placeholderData: keepPreviousData,
  });
