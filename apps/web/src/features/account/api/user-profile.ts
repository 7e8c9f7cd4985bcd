import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const userProfileQuery = (id: number) =>
  queryOptions({
    queryKey: ['users', id, 'profile'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/users/{id}', { params: { path: { id } }, signal })),
  });
