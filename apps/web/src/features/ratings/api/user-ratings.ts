import { infiniteQueryOptions, type InfiniteData } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { UserRating, UserRatings } from '../../../lib/api-types';

/** A person's ratings, newest first, a page at a time. */
export const userRatingsQuery = (userId: number) =>
  infiniteQueryOptions({
    queryKey: ['users', userId, 'ratings'],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/users/{userId}/ratings', {
          params: { path: { userId }, query: { limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: UserRatings) => page.nextCursor ?? undefined,
  });

export type RatingPages = InfiniteData<UserRatings>;

/** All ratings that have been fetched so far. */
export const ratingsIn = (pages: RatingPages | undefined): UserRating[] =>
  pages?.pages.flatMap(({ items }) => items) ?? [];

/** The pages as they will be once `rating` is stored: it comes first, in place of an older one of that film. */
export function withRating(pages: RatingPages, rating: UserRating): RatingPages {
  const [first, ...rest] = withoutRating(pages, rating.movieId).pages;
  return { ...pages, pages: [{ ...first, items: [rating, ...first.items] }, ...rest] };
}

/** The pages as they will be once the rating of `movieId` is gone. */
export function withoutRating(pages: RatingPages, movieId: number): RatingPages {
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      items: page.items.filter((item) => item.movieId !== movieId),
    })),
  };
}
