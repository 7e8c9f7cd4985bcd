import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import { jobQuery } from '../../../lib/jobs';

/** The official archives that can be imported by name. */
export const importSourcesQuery = queryOptions({
  queryKey: ['data', 'import-sources'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/imports/sources', { signal })),
  staleTime: Infinity,
});

/** Starts an import of a folder or archive on the server, or of an official archive by name. */
export function useStartImport() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (source: string) => answerOf(api.POST('/api/v1/imports', { body: { source } })),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}
