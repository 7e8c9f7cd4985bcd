import { setTimeout as sleep } from 'node:timers/promises';
import type { AppConfig } from '../../../platform/config/app-config.js';
import type { Job, JobProgress } from '../../../platform/jobs/job.js';
import type { ImportOptions } from '../identity/import-choice.js';
import type { SourceConflict } from '../identity/source-conflict.js';
import type { ImportReport } from '../import-report.js';
import { explainConflict } from './conflict-text.js';

const pollEveryMs = 300;

/** The server refused, or the job did not succeed; the message is for people. */
export class ImportByApiError extends Error {}

/**
 * Has the server that runs on this data folder do the import, and follows its job.
 *
 * @param source  an absolute path, or the name of an official archive
 */
export async function importByApi(
  source: string,
  options: ImportOptions,
  config: AppConfig,
  signal: AbortSignal,
  onProgress: (progress: JobProgress) => void,
): Promise<ImportReport> {
  const server = new RunningServer(config);
  let job = await server.call<Job>('POST', '/api/v1/imports', { source, ...options });
  const path = `/api/v1/jobs/${job.id}`;
  let cancelled = false;
  while (job.state === 'queued' || job.state === 'running') {
    await sleep(pollEveryMs);
    if (signal.aborted && !cancelled) {
      cancelled = true;
      await server.call('POST', `${path}/cancel`, {}).catch(() => undefined);
    }
    job = await server.call<Job>('GET', path);
    onProgress(job.progress);
  }
  if (job.state === 'succeeded') return job.result as unknown as ImportReport;
  if (isConflict(job.result)) throw new ImportByApiError(explainConflict(job.result.conflict));
  throw new ImportByApiError(
    job.state === 'cancelled'
      ? 'The import was cancelled; nothing has changed.'
      : (job.failureReason ?? 'The import failed.'),
  );
}

function isConflict(result: Job['result']): result is { conflict: SourceConflict } {
  return result !== null && typeof result.conflict === 'object' && result.conflict !== null;
}

class RunningServer {
  private readonly base: string;
  private readonly key: string | undefined;

  constructor({ host, port, apiKeys }: AppConfig) {
    const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
    this.base = `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
    this.key = apiKeys.find(({ role }) => role === 'admin')?.secret;
  }

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.fetch(method, path, body);
    const answer = (await response.json().catch(() => null)) as (T & { detail?: string }) | null;
    if (response.ok && answer) return answer;
    throw new ImportByApiError(answer?.detail ?? `${this.base}${path} answered ${response.status}.`);
  }

  private async fetch(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${this.base}${path}`, {
        method,
        headers: {
          ...(this.key ? { 'x-api-key': this.key } : {}),
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch {
      throw new ImportByApiError(
        `Marquee runs on this data folder but does not answer at ${this.base}: set PORT (and HOST) as for npm start, or stop it.`,
      );
    }
  }
}
