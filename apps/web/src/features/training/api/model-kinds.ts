import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** The kinds of model that can be trained, with their hyperparameters. */
export const modelKindsQuery = queryOptions({
  queryKey: ['training', 'kinds'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/models/kinds', { signal })),
  staleTime: Infinity,
});
