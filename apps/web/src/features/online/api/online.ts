import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { AbExperimentOrder, OffPolicyOrder, OnlineReport } from '../../../lib/api-types';

export type Grouping = OnlineReport['by'];

export const onlineQuery = (by: Grouping) =>
  queryOptions({
    queryKey: ['online', 'metrics', by],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/online-metrics', { params: { query: { by } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const dialectsQuery = (k: number) =>
  queryOptions({
    queryKey: ['online', 'dialects', k],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/online-metrics/dialects', { params: { query: { k } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** The newest experiment first. */
export const experimentsQuery = queryOptions({
  queryKey: ['online', 'experiments'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/ab-experiments', { params: { query: { limit: 20 } }, signal })),
});

export const experimentQuery = (id: string) =>
  queryOptions({
    queryKey: ['online', 'experiments', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/ab-experiments/{id}', { params: { path: { id } }, signal })),
    refetchInterval: 30_000,
  });

export function useStartExperiment() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: AbExperimentOrder) => answerOf(api.POST('/api/v1/ab-experiments', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['online', 'experiments'] }),
  });
}

export function useStopExperiment(id: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) =>
      answerOf(api.POST('/api/v1/ab-experiments/{id}/stop', { params: { path: { id } }, body: { reason } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['online', 'experiments'] }),
  });
}

export function useEstimateOffPolicy() {
  return useMutation({
    mutationFn: (body: OffPolicyOrder) => answerOf(api.POST('/api/v1/off-policy-estimates', { body })),
  });
}

export function useEvaluateInDialects() {
  return useMutation({
    mutationFn: (body: { version?: number; k: number }) =>
      answerOf(api.POST('/api/v1/dialect-evaluations', { body })),
  });
}
