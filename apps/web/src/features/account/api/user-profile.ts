import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export const userProfileQuery = (userId: number) =>
  queryOptions({
    queryKey: ['users', userId, 'profile'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/users/{userId}', { params: { path: { userId } }, signal })),
  });
