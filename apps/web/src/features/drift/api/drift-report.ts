import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** @param windowDays the current window's length in days, back from the last rating */
export const driftReportQuery = (windowDays: number) =>
  queryOptions({
    queryKey: ['drift', 'report', windowDays],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/drift/report', {
          params: { query: { windowDays } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
