import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { answerOf, api } from './api-client';
import type { Job } from './api-types';
import { eventData } from './event-stream';

const terminal: ReadonlySet<Job['state']> = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether a job will not change any more. */
export const isOver = (job: Pick<Job, 'state'>) => terminal.has(job.state);

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/jobs/{id}', { params: { path: { id } }, signal })),
  });

/** The newest jobs of one kind, newest first. */
export const recentJobsQuery = (kind: Job['kind'], limit = 8) =>
  queryOptions({
    queryKey: ['jobs', 'recent', kind, limit],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/jobs', { params: { query: { kind, limit } }, signal })),
  });

export function useCancelJob() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answerOf(api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } } })),
    onSuccess: (job) => {
      cache.setQueryData(jobQuery(job.id).queryKey, job);
      return cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    },
  });
}

/** @returns whether the job has ended; false where the stream broke off before */
async function watchJob(id: string, signal: AbortSignal, receive: (job: Job) => void): Promise<boolean> {
  const body = await answerOf(
    api.GET('/api/v1/jobs/{id}/events', { params: { path: { id } }, parseAs: 'stream', signal }),
  );
  if (!body) return false;
  for await (const data of eventData(body)) {
    if (signal.aborted) return false;
    const job = JSON.parse(data) as Job;
    receive(job);
    if (isOver(job)) return true;
  }
  return false;
}

/**
 * Follows a job live over server-sent events; where the stream breaks it asks every two seconds instead.
 *
 * @param id       the job, or null for none
 * @param onEvent  called with every state that arrives, the terminal one included
 */
export function useLiveJob(id: string | null, onEvent?: (job: Job) => void) {
  const cache = useQueryClient();
  const [streaming, setStreaming] = useState(true);
  const report = useEffectEvent((job: Job) => onEvent?.(job));
  const query = useQuery({
    ...jobQuery(id ?? 'none'),
    enabled: id !== null,
    refetchInterval: ({ state }) => (!streaming && state.data && !isOver(state.data) ? 2000 : false),
  });

  useEffect(() => {
    if (id === null) return;
    const leaving = new AbortController();
    setStreaming(true);
    const receive = (job: Job) => {
      cache.setQueryData(jobQuery(id).queryKey, job);
      if (isOver(job)) void cache.invalidateQueries({ queryKey: ['jobs', 'recent'] });
    };
    const askInstead = () => {
      if (leaving.signal.aborted) return;
      setStreaming(false);
      void cache.invalidateQueries({ queryKey: jobQuery(id).queryKey });
    };
    watchJob(id, leaving.signal, receive).then((ended) => ended || askInstead(), askInstead);
    return () => leaving.abort();
  }, [id, cache]);

  useEffect(() => {
    if (query.data) report(query.data);
  }, [query.data]);

  return query;
}
