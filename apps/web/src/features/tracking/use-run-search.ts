import { useSearchParams } from 'react-router';
import type { RunSearch } from './api/runs';

/** What the Runs page shows: in the address, so that it can be sent to somebody. */
export function useRunSearch() {
  const [params, setParams] = useSearchParams();
  const search: RunSearch = {
    filter: params.get('filter') ?? '',
    orderBy: params.get('orderBy') ?? '',
    experimentId: params.get('experiment') ?? '',
    view: params.get('view') === 'deleted' ? 'deleted' : 'active',
    trials: params.get('trials') === 'true',
  };
  const columns = params.get('columns')?.split(',') ?? null;
  const change = (changes: Record<string, string>) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return { search, columns, change };
}
