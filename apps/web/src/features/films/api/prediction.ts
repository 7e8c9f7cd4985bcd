import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** What the champion thinks a person would give a film. */
export const predictionQuery = (userId: number, movieId: number) =>
  queryOptions({
    queryKey: ['users', userId, 'prediction', movieId],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/users/{id}/predictions/{movieId}', {
          params: { path: { id: userId, movieId } },
          signal,
        }),
      ),
  });
