import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** Well-known, diverse films to rate first. */
export const onboardingMoviesQuery = (genres: readonly string[], count = 18) =>
  queryOptions({
    queryKey: ['onboarding', { genres, count }],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/onboarding/movies', {
          params: { query: { genres: genres.length ? [...genres] : undefined, count } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
  });
