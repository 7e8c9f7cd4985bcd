import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Movie } from '../../lib/api-types';
import { problemOf } from '../../lib/api-problem';
import { readableTitle } from '../../lib/format';
import { useRateFilm, type RatingChange } from './api/rate-film';
import { ratingQuery } from './api/rating';
import { ratingsIn, userRatingsQuery } from './api/user-ratings';

/** A person's ratings, and a `rate` that can be undone from the message it leaves. */
export function useRating(userId: number) {
  const query = useInfiniteQuery(userRatingsQuery(userId));
  const { change, pending } = useUndoableRating(userId);
  const ratings = useMemo(() => ratingsIn(query.data), [query.data]);
  const ratingOf = useMemo(() => {
    const byFilm = new Map(ratings.map(({ movieId, rating }) => [movieId, rating]));
    return (movieId: number) => byFilm.get(movieId) ?? null;
  }, [ratings]);
  const rate = (movie: Movie, rating: number | null, recommendationId?: string) =>
    change({ movie, rating, recommendationId }, ratingOf(movie.id));
  return { query, ratings, ratingOf, rate, pending };
}

/** A person's rating of one film, and a `rate` that can be undone. */
export function useFilmRating(userId: number, movie: Movie) {
  const query = useQuery(ratingQuery(userId, movie.id));
  const { change } = useUndoableRating(userId);
  const own = query.data ?? null;
  return { query, own, rate: (rating: number | null) => change({ movie, rating }, own) };
}

function useUndoableRating(userId: number) {
  const mutation = useRateFilm(userId);
  const change = (wanted: RatingChange, before: number | null) => {
    const { movie, rating } = wanted;
    mutation.mutate(wanted, {
      onSuccess: () => announce(movie, rating, () => mutation.mutate({ movie, rating: before })),
      onError: (error) => refuse(movie, error),
    });
  };
  return { change, pending: mutation.isPending };
}

const messageId = 'rating';

function announce(movie: Movie, rating: number | null, undo: () => void) {
  const said = rating === null ? 'Rating removed' : `Rated ${rating} of 5`;
  notifications.hide(messageId);
  notifications.show({
    id: messageId,
    color: 'bulb',
    autoClose: 8000,
    title: readableTitle(movie.title),
    message: (
      <Group justify="space-between" gap="sm">
        <Text size="sm">{said}</Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(messageId);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}

function refuse(movie: Movie, error: unknown) {
  const { title, requestId } = problemOf(error);
  notifications.show({
    color: 'red',
    title: `The rating of ${readableTitle(movie.title)} was not stored`,
    message: requestId ? `${title} (request ${requestId})` : title,
  });
}
