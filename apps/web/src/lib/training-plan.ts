import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './api-client';
import type { PrimaryMetric } from './metric-names';

/** What a training of the usual candidates would compare and leave out, by what, and in which time. */
export const trainingPlanQuery = (wish: { primaryMetric?: PrimaryMetric; budgetSeconds?: number }) =>
  queryOptions({
    queryKey: ['training', 'plan', wish],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/training/plan', { params: { query: wish }, signal })),
    staleTime: 30_000,
  });
