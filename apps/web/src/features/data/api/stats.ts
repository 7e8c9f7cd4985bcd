import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const statsQuery = queryOptions({
  queryKey: ['data', 'stats'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/stats', { signal })),
});
