import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { Tuning } from '../tuning';

export const recommendationsQuery = (userId: number, tuning: Tuning) =>
  queryOptions({
    queryKey: ['users', userId, 'recommendations', tuning],
    queryFn: ({ signal }) => {
      const { genres, filter, boost, ...knobs } = tuning;
      return answerOf(
        api.POST('/api/v1/users/{id}/recommendations', {
          params: { path: { id: userId } },
          body: {
            ...knobs,
            includeRated: false,
            scenario: 'for-you',
            genres: genres.length ? [...genres] : undefined,
            filter: filter || undefined,
            boost: boost || undefined,
          },
          signal,
        }),
      );
    },
    placeholderData: (previous, query) =>
      query?.queryKey[1] === userId ? keepPreviousData(previous) : undefined,
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
