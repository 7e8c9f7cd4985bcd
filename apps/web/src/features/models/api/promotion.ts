import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { PromotionPolicy } from '../../../lib/api-types';

/** Decisions about promotions, newest first, promoted or not. */
export const decisionsQuery = infiniteQueryOptions({
  queryKey: ['models', 'promotion-decisions'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(
      api.GET('/api/v1/promotion-decisions', { params: { query: { limit: 10, cursor: pageParam } }, signal }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

/** What a candidate must show to serve. */
export const policyQuery = queryOptions({
  queryKey: ['models', 'promotion-policy'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/promotion-policy', { signal })),
});

/** Sets the policy; refused when somebody else has changed it since `revision`. */
export function useChangePolicy() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ policy, revision }: { policy: PromotionPolicy; revision: number }) =>
      answerOf(
        api.PUT('/api/v1/promotion-policy', {
          params: { header: { 'If-Match': `"${revision}"` } },
          body: policy,
        }),
      ),
    onSuccess: (stored) => cache.setQueryData(policyQuery.queryKey, stored),
  });
}
