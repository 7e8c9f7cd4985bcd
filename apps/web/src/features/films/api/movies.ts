import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const sorts = ['relevance', 'popular', 'rating', 'year', 'title'] as const;
export type Sort = (typeof sorts)[number];

export interface FilmSearch {
  q: string;
  genre: string | null;
  yearFrom: number | null;
  yearTo: number | null;
  sort: Sort;
}

/** Films that match, a page at a time. */
export const moviesQuery = ({ q, genre, yearFrom, yearTo, sort }: FilmSearch) =>
  infiniteQueryOptions({
    queryKey: ['films', 'search', { q, genre, yearFrom, yearTo, sort }],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/movies', {
          params: {
            query: {
              q: q || undefined,
              genre: genre ?? undefined,
              yearFrom: yearFrom ?? undefined,
              yearTo: yearTo ?? undefined,
              sort,
              limit: 42,
              cursor: pageParam,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
