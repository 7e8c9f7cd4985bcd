import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const healthQuery = queryOptions({
  queryKey: ['system', 'health'],
  queryFn: ({ signal }) => answerOf(api.GET('/health', { signal })),
  refetchInterval: 30_000,
  retry: false,
});
