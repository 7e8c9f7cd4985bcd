import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { ChannelOrder } from '../../../lib/api-types';

export const channelsQuery = queryOptions({
  queryKey: ['channels', 'list'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/notification-channels', { signal })),
});

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['channels', 'deliveries', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/notification-channels/{id}/deliveries', {
          params: { path: { id }, query: { limit: 20 } },
          signal,
        }),
      ),
    refetchInterval: 10_000,
  });

function useChannelsAnew() {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: ['channels'] });
}

export function useCreateChannel() {
  const anew = useChannelsAnew();
  return useMutation({
    mutationFn: (body: ChannelOrder) => answerOf(api.POST('/api/v1/notification-channels', { body })),
    onSuccess: anew,
  });
}

export function useSwitchChannel() {
  const anew = useChannelsAnew();
  return useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) =>
      answerOf(
        api.PATCH('/api/v1/notification-channels/{id}', { params: { path: { id } }, body: { enabled } }),
      ),
    onSuccess: anew,
  });
}

export function useDeleteChannel() {
  const anew = useChannelsAnew();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.DELETE('/api/v1/notification-channels/{id}', { params: { path: { id } } })),
    onSuccess: anew,
  });
}

export function useTestChannel() {
  const anew = useChannelsAnew();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(api.POST('/api/v1/notification-channels/{id}/test', { params: { path: { id } } })),
    onSuccess: anew,
  });
}
