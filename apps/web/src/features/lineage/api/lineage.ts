import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** How a served list came about. */
export const recommendationLineageQuery = (id: string) =>
  queryOptions({
    queryKey: ['lineage', 'recommendation', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/lineage/recommendations/{id}', { params: { path: { id } }, signal })),
  });

/** Where a model version comes from and what it served; by its number, or by the run that left it. */
export const versionLineageQuery = (of: { version: number } | { runId: string }) =>
  queryOptions({
    queryKey: ['lineage', 'version', of],
    queryFn: ({ signal }) =>
      'version' in of
        ? answerOf(api.GET('/api/v1/lineage/versions/{version}', { params: { path: of }, signal }))
        : answerOf(api.GET('/api/v1/lineage/runs/{id}', { params: { path: { id: of.runId } }, signal })),
  });
