import type { Run } from '../../lib/api-types';

/** The newest successful run of each name that measured `metric`, newest first; `runs` come newest first. */
export function latestByName<Each extends Pick<Run, 'name' | 'status' | 'metrics'>>(
  runs: readonly Each[],
  metric: string,
): Each[] {
  const newest = new Map<string, Each>();
  for (const run of runs) {
    const measured = run.status === 'succeeded' && Number.isFinite(run.metrics[metric]);
    if (measured && !newest.has(run.name)) newest.set(run.name, run);
  }
  return [...newest.values()];
}
