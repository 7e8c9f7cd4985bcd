import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

export interface RunSearch {
  /** In MLflow's search language. */
  filter: string;
  /** `metrics.rmse ASC`; empty: the newest first. */
  orderBy: string;
  /** Empty: of every experiment. */
  experimentId: string;
  view: 'active' | 'deleted';
  trials: boolean;
}

export const searchRunsQuery = ({ filter, orderBy, experimentId, view, trials }: RunSearch) =>
  infiniteQueryOptions({
    queryKey: ['runs', 'search', { filter, orderBy, experimentId, view, trials }],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/runs', {
          params: {
            query: {
              limit: 50,
              cursor: pageParam,
              view,
              trials,
              filter: filter || undefined,
              orderBy: orderBy ? [orderBy] : undefined,
              experimentId: experimentId || undefined,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    retry: false,
  });

/** The newest two hundred. */
export const experimentsQuery = queryOptions({
  queryKey: ['runs', 'experiments'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/experiments', { params: { query: { limit: 200, view: 'active' } }, signal })),
});

export const comparisonQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['runs', 'compare', ids],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/runs/compare', { params: { query: { ids: ids.join(','), points: 300 } }, signal }),
      ),
    enabled: ids.length > 0,
  });
