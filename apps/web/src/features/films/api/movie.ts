import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const movieQuery = (id: number) =>
  queryOptions({
    queryKey: ['films', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/movies/{id}', { params: { path: { id } }, signal })),
  });
