import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const similarMoviesQuery = (id: number, count = 12) =>
  queryOptions({
    queryKey: ['films', 'similar', id, count],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/movies/{id}/similar', { params: { path: { id }, query: { count } }, signal }),
      ),
    staleTime: 5 * 60_000,
  });
