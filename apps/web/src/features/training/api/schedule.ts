import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

const name = 'retrain';

export const scheduleQuery = queryOptions({
  queryKey: ['training', 'schedule'],
  queryFn: async ({ signal }) => {
    const schedules = await answerOf(api.GET('/api/v1/schedules', { signal }));
    return schedules.find((schedule) => schedule.name === name) ?? null;
  },
});

export const scheduleRunsQuery = queryOptions({
  queryKey: ['training', 'schedule', 'runs'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/schedules/{name}/runs', { params: { path: { name } }, signal })),
});

export function useChangeSchedule() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (change: { cron?: string; timeZone?: string; enabled?: boolean }) =>
      answerOf(api.PATCH('/api/v1/schedules/{name}', { params: { path: { name } }, body: change })),
    onSuccess: (schedule) => cache.setQueryData(scheduleQuery.queryKey, schedule),
  });
}
