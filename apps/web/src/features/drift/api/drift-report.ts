import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** @param windowDays the current window's length in days, back from the last rating; null: since the training */
export const driftReportQuery = (windowDays: number | null) =>
  queryOptions({
    queryKey: ['drift', 'report', windowDays],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/drift/report', {
          params: { query: windowDays === null ? {} : { windowDays } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
