import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** @param windowDays the current window's length in days, or null for everything since the champion was trained */
export const driftReportQuery = (windowDays: number | null) =>
  queryOptions({
    queryKey: ['drift', 'report', windowDays],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/drift/report', {
          params: { query: { windowDays: windowDays ?? undefined } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
