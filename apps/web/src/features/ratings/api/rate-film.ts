import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { Movie, UserRating } from '../../../lib/api-types';
import { ratingQuery } from './rating';
import { userRatingsQuery, withoutRating, withRating, type RatingPages } from './user-ratings';

export interface RatingChange {
  movie: Movie;
  /** 0.5 to 5 in half steps; null takes the rating back. */
  rating: number | null;
  /** The recommendation that led here, so that it can be credited. */
  recommendationId?: string;
}

/**
 * Stores or takes back a rating. The person's list and the film show it at once and fall back if the API refuses;
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
      const single = ratingQuery(userId, movie.id).queryKey;
      await Promise.all([queryKey, single].map((key) => cache.cancelQueries({ queryKey: key })));
      const before = cache.getQueryData<RatingPages>(queryKey);
      const ratingBefore = cache.getQueryData(single);
      cache.setQueryData<RatingPages>(queryKey, (pages) => pages && applied(pages, userId, movie, rating));
      cache.setQueryData(single, rating);
      return { before, ratingBefore };
    },
    onError: (_error, { movie }, context) => {
      cache.setQueryData(queryKey, context?.before);
      cache.setQueryData(ratingQuery(userId, movie.id).queryKey, context?.ratingBefore);
    },
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
