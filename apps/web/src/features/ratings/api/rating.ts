import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import { isNotFound } from '../../../lib/api-problem';

/** What a person gave one film, 0.5 to 5; null where they have not rated it. */
export const ratingQuery = (userId: number, movieId: number) =>
  queryOptions({
    queryKey: ['users', userId, 'rating', movieId],
    queryFn: async ({ signal }): Promise<number | null> => {
      try {
        const call = api.GET('/api/v1/users/{userId}/ratings/{movieId}', {
          params: { path: { userId, movieId } },
          signal,
        });
        return (await answerOf(call)).rating;
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    },
  });
