import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { Tuning } from '../tuning';

/** Why a film has its score for a person, under what they turned. */
export const explanationQuery = (
  userId: number,
  movieId: number,
  { popularityDebias, boost }: Pick<Tuning, 'popularityDebias' | 'boost'>,
) =>
  queryOptions({
    queryKey: ['users', userId, 'recommendations', 'explanation', movieId, { popularityDebias, boost }],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/users/{id}/recommendations/{movieId}/explanation', {
          params: { path: { id: userId, movieId }, query: { popularityDebias, boost: boost || undefined } },
          signal,
        }),
      ),
  });
