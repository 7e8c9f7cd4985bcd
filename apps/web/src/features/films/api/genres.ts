import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const genresQuery = queryOptions({
  queryKey: ['films', 'genres'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/genres', { signal })),
  staleTime: 10 * 60_000,
});
