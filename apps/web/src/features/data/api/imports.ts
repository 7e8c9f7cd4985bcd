import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';
import { ApiProblem } from '../../../lib/api-problem';
import { jobQuery } from '../../../lib/jobs';
import type { ConflictChoice } from '../import-report';
import { uploadTypeOf } from '../upload-type';

/** The official archives that can be imported by name. */
export const importSourcesQuery = queryOptions({
  queryKey: ['data', 'import-sources'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/imports/sources', { signal })),
  staleTime: Infinity,
});

/** What to do where it is other data than that which is here, and whether only to report. */
export interface ImportOptions {
  onConflict?: ConflictChoice;
  dryRun?: boolean;
}

/** What to import: a path or archive name that the server knows, or a file that goes there. */
export type ImportOrder = ({ source: string } | { file: File }) & ImportOptions;

/** Starts an import of a folder or archive on the server, of an official archive by name, or of an uploaded file. */
export function useStartImport() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (order: ImportOrder) => ('file' in order ? upload(order) : startFrom(order)),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}

const startFrom = (body: { source: string } & ImportOptions) =>
  answerOf(api.POST('/api/v1/imports', { body }));

/** @throws ApiProblem for a file of another kind, before it is sent */
function upload({ file, ...query }: { file: File } & ImportOptions) {
  const type = uploadTypeOf(file.name);
  if (type === null)
    throw new ApiProblem({
      type: 'about:blank',
      title: 'This file cannot be imported',
      status: 0,
      detail: `${file.name} is neither a .zip nor a .csv file.`,
    });
  return answerOf(
    api.POST('/api/v1/imports', {
      params: { query },
      // The description of the API has file bodies as text; the browser sends them from the disk as they are.
      body: file as unknown as string,
      bodySerializer: (body) => body,
      headers: { 'Content-Type': type },
    }),
  );
}
