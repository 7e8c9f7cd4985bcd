import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export interface Tuning {
  /** Only films of one of these genres; all when empty. */
  genres: readonly string[];
  /** 0 = the best guesses, however alike; 1 = as varied as possible. */
  diversity: number;
  count: number;
}

export const recommendationsQuery = (userId: number, { genres, diversity, count }: Tuning) =>
  queryOptions({
    queryKey: ['users', userId, 'recommendations', { genres, diversity, count }],
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/api/v1/users/{id}/recommendations', {
          params: { path: { id: userId } },
          body: { count, diversity, includeRated: false, genres: genres.length ? [...genres] : undefined },
          signal,
        }),
      ),
    placeholderData: (previous, query) =>
      query?.queryKey[1] === userId ? keepPreviousData(previous) : undefined,
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
