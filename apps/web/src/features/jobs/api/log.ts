import { useEffect, useState } from 'react';
import { answerOf, api } from '../../../lib/api-client';
import type { JobLogLine } from '../../../lib/api-types';
import { eventData } from '../../../lib/event-stream';

/** Lines that the page keeps: the newest. */
const keptLines = 5_000;

/**
 * The log of a job, live until its end.
 *
 * @param attempt  the job's present one; a retry opens the log anew
 * @returns the lines so far, and what ended the stream if that was a fault
 */
export function useJobLog(id: string, attempt: number): { lines: readonly JobLogLine[]; error: unknown } {
  const [lines, setLines] = useState<readonly JobLogLine[]>([]);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const leaving = new AbortController();
    setLines([]);
    setError(null);
    const read = async () => {
      const body = await answerOf(
        api.GET('/api/v1/jobs/{id}/logs/events', {
          params: { path: { id } },
          parseAs: 'stream',
          signal: leaving.signal,
        }),
      );
      if (!body) return;
      for await (const data of eventData(body)) {
        if (leaving.signal.aborted) return;
        const line = JSON.parse(data) as JobLogLine | { state: string };
        if ('message' in line) setLines((before) => [...before.slice(1 - keptLines), line]);
      }
    };
    read().catch((fault: unknown) => {
      if (!leaving.signal.aborted) setError(fault);
    });
    return () => leaving.abort();
  }, [id, attempt]);
  return { lines, error };
}
