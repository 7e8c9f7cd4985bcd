import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** Every move of an alias, newest first. */
export const aliasHistoryQuery = (alias: string) =>
  queryOptions({
    queryKey: ['models', 'alias-history', alias],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/models/aliases/{alias}/history', { params: { path: { alias } }, signal })),
  });
