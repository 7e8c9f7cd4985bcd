import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** The newest hundred model versions. */
export const versionsQuery = queryOptions({
  queryKey: ['models', 'versions'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/models', { params: { query: { limit: 100 } }, signal })),
});
