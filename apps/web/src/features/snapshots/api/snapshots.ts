import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import { jobQuery } from '../../../lib/jobs';

/** Newest first. */
export const snapshotsQuery = infiniteQueryOptions({
  queryKey: ['snapshots', 'list'],
  queryFn: ({ pageParam, signal }) =>
    answerOf(api.GET('/api/v1/snapshots', { params: { query: { limit: 10, cursor: pageParam } }, signal })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
});

export const snapshotQuery = (id: string) =>
  queryOptions({
    queryKey: ['snapshots', 'one', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/snapshots/{id}', { params: { path: { id } }, signal })),
  });

/** What `after` has that `before` has not. Neither ever changes, so neither does this. */
export const snapshotDiffQuery = (before: string, after: string) =>
  queryOptions({
    queryKey: ['snapshots', 'diff', before, after],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/snapshots/{id}/diff/{other}', {
          params: { path: { id: before, other: after } },
          signal,
        }),
      ),
    staleTime: Infinity,
  });

export function useTakeSnapshot() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/snapshots')),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}

/** Puts a snapshot into the database; `replace` first removes what is there. */
export function useRestoreSnapshot(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ replace }: { replace: boolean }) =>
      answerOf(api.POST('/api/v1/snapshots/{id}/restore', { params: { path: { id } }, body: { replace } })),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}

export function useDeleteSnapshot(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/v1/snapshots/{id}', { params: { path: { id } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['snapshots', 'list'] }),
  });
}
