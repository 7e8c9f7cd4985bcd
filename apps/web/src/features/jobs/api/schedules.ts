import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import type { Schedule, ScheduleOrder } from '../../../lib/api-types';

export const schedulesQuery = queryOptions({
  queryKey: ['schedules', 'list'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/schedules', { signal })),
  refetchInterval: 10_000,
});

export const scheduleRunsQuery = (name: string) =>
  queryOptions({
    queryKey: ['schedules', 'runs', name],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/schedules/{name}/runs', {
          params: { path: { name }, query: { limit: 60 } },
          signal,
        }),
      ),
    refetchInterval: 10_000,
  });

export type ScheduleChange = Partial<
  Pick<Schedule, 'cron' | 'timeZone' | 'enabled' | 'params' | 'misfirePolicy'>
> & {
  maxFailures?: number | null;
};

/** Whatever a change touches is asked anew: the list, the runs, the card on the Lab page. */
function useSchedulesAnew() {
  const cache = useQueryClient();
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: ['schedules'] }),
      cache.invalidateQueries({ queryKey: ['training', 'schedule'] }),
    ]);
}

export function useChangeSchedule(name: string) {
  const anew = useSchedulesAnew();
  return useMutation({
    mutationFn: (body: ScheduleChange) =>
      answerOf(api.PATCH('/api/v1/schedules/{name}', { params: { path: { name } }, body })),
    onSuccess: anew,
  });
}

export function useTriggerSchedule(name: string) {
  const anew = useSchedulesAnew();
  return useMutation({
    mutationFn: (params: Record<string, unknown>) =>
      answerOf(
        api.POST('/api/v1/schedules/{name}/trigger', { params: { path: { name } }, body: { params } }),
      ),
    onSuccess: anew,
  });
}

export function useCreateSchedule() {
  const anew = useSchedulesAnew();
  return useMutation({
    mutationFn: (body: ScheduleOrder) => answerOf(api.POST('/api/v1/schedules', { body })),
    onSuccess: anew,
  });
}

export function useDeleteSchedule(name: string) {
  const anew = useSchedulesAnew();
  return useMutation({
    mutationFn: () => answerOf(api.DELETE('/api/v1/schedules/{name}', { params: { path: { name } } })),
    onSuccess: anew,
  });
}
