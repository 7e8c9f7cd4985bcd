import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const qualityQuery = queryOptions({
  queryKey: ['quality'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/monitoring/quality', { signal })),
  refetchInterval: 15_000,
});
