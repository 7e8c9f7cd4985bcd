import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { PolicyChanges } from '../../../lib/api-types';

/** The newest reports, newest first. */
export const driftReportsQuery = queryOptions({
  queryKey: ['drift', 'reports'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/drift-reports', { params: { query: { limit: 20 } }, signal })),
});

/** One report with what it costs and what was done. */
export const storedReportQuery = (id: string) =>
  queryOptions({
    queryKey: ['drift', 'reports', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/drift-reports/{id}', {
          params: { path: { id } },
          headers: { accept: 'application/json' },
          signal,
        }),
      ),
  });

export const driftTrendsQuery = queryOptions({
  queryKey: ['drift', 'trends'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/drift-reports/trends', { signal })),
});

export const driftPolicyQuery = queryOptions({
  queryKey: ['drift', 'policy'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/drift-policy', { signal })),
});

export const onlineErrorQuery = queryOptions({
  queryKey: ['drift', 'online-error'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/online-error', { signal })),
});

/** Has a report made now; it is in the list once its job has ended. */
export function useMakeReport() {
  return useMutation({ mutationFn: () => answerOf(api.POST('/api/v1/drift-reports')) });
}

export function useChangePolicy() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (changes: PolicyChanges) => answerOf(api.PATCH('/api/v1/drift-policy', { body: changes })),
    onSuccess: (policy) => cache.setQueryData(driftPolicyQuery.queryKey, policy),
  });
}
