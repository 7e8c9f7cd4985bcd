import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const movieQuery = (movieId: number) =>
  queryOptions({
    queryKey: ['films', 'one', movieId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/movies/{movieId}', { params: { path: { movieId } }, signal })),
  });
