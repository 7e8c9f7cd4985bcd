import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { Movie, UserRating } from '../../../lib/api-types';
import { userRatingsQuery, withoutRating, withRating, type RatingPages } from './user-ratings';

export interface RatingChange {
  movie: Movie;
  /** 0.5 to 5 in half steps; null takes the rating back. */
  rating: number | null;
  /** The recommendation that led here, so that it can be credited. */
  recommendationId?: string;
}

/**
 * Stores or takes back a rating. The person's list shows it at once and falls back if the API refuses;
 * everything that depends on the person (recommendations, predictions, profile) is then asked for again.
 */
export function useRateFilm(userId: number) {
  const cache = useQueryClient();
  const { queryKey } = userRatingsQuery(userId);
  return useMutation({
    mutationKey: ['users', userId, 'rate'],
    mutationFn: ({ movie, rating, recommendationId }: RatingChange) =>
      send(userId, movie.id, rating, recommendationId),
    onMutate: async ({ movie, rating }) => {
      await cache.cancelQueries({ queryKey });
      const before = cache.getQueryData<RatingPages>(queryKey);
      cache.setQueryData<RatingPages>(queryKey, (pages) => pages && applied(pages, userId, movie, rating));
      return { before };
    },
    onError: (_error, _change, context) => cache.setQueryData(queryKey, context?.before),
    onSettled: () => cache.invalidateQueries({ queryKey: ['users', userId] }),
  });
}

async function send(userId: number, movieId: number, rating: number | null, recommendationId?: string) {
  const params = { path: { userId, movieId } };
  if (rating === null) await answerOf(api.DELETE('/api/v1/users/{userId}/ratings/{movieId}', { params }));
  else
    await answerOf(
      api.PUT('/api/v1/users/{userId}/ratings/{movieId}', { params, body: { rating, recommendationId } }),
    );
}

function applied(pages: RatingPages, userId: number, movie: Movie, rating: number | null): RatingPages {
  if (rating === null) return withoutRating(pages, movie.id);
  const stored: UserRating = { userId, movieId: movie.id, rating, ratedAt: new Date().toISOString(), movie };
  return withRating(pages, stored);
}
