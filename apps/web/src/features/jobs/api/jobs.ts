import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { Job } from '../../../lib/api-types';
import { jobQuery } from '../../../lib/jobs';

export interface JobFilter {
  kind?: string;
  state?: Job['state'];
}

export const jobsQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'list', filter],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/jobs', { params: { query: { ...filter, limit: 25, cursor: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: 5_000,
  });

export const jobKindsQuery = queryOptions({
  queryKey: ['jobs', 'kinds'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/job-kinds', { signal })),
  staleTime: Infinity,
});

/** @param attempt  the job's present one: a new attempt asks anew */
export const attemptsQuery = (id: string, attempt: number, state: Job['state']) =>
  queryOptions({
    queryKey: ['jobs', 'attempts', id, attempt, state],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/jobs/{id}/attempts', { params: { path: { id } }, signal })),
  });

export function useRetryJob() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answerOf(api.POST('/api/v1/jobs/{id}/retry', { params: { path: { id } } })),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'list'] });
    },
  });
}
