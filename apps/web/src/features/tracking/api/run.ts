import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import { jobQuery } from '../../../lib/jobs';

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? 2000 : false),
  });

/** What is right in one folder of a run. */
export const runArtifactsQuery = (id: string, path: string) =>
  queryOptions({
    queryKey: ['runs', 'artifacts', id, path],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/runs/{id}/artifacts', {
          params: { path: { id }, query: path === '' ? {} : { path } },
          signal,
        }),
      ),
  });

export interface RunChange {
  name?: string;
  /** Empty takes it away. */
  description?: string;
  /** null takes a tag away. */
  tags?: Record<string, string | null>;
}

export function useChangeRun(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (change: RunChange) =>
      answerOf(
        api.PATCH('/api/v1/runs/{id}', {
          params: { path: { id } },
          body: change as { tags?: Record<string, string> },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['runs'] }),
  });
}

/** Hides runs, or brings them back. */
export function useRunLifecycle() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ ids, to }: { ids: readonly string[]; to: 'deleted' | 'active' }) => {
      for (const id of ids) {
        const params = { path: { id } };
        await (to === 'deleted'
          ? answerOf(api.DELETE('/api/v1/runs/{id}', { params }))
          : answerOf(api.POST('/api/v1/runs/{id}/restore', { params })));
      }
    },
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: ['runs'] }),
        cache.invalidateQueries({ queryKey: ['models'] }),
      ]),
  });
}

/** Trains the model of a run once more. */
export function useReproduceRun(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.POST('/api/v1/runs/{id}/reproduce', { params: { path: { id } } })),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}
