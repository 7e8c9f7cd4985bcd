import type { ReactNode } from 'react';
import { ProblemAlert } from './problem-alert';

interface QueryLike<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface QueryStateProps<Data> {
  query: QueryLike<Data>;
  loading: ReactNode;
  /** Shown instead of the children when `isEmpty` says so. */
  empty?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  children: (data: Data) => ReactNode;
}

/** The four states of every view: loading, error, empty, ready. Old data stays visible beneath a failed refresh. */
export function QueryState<Data>({ query, loading, empty, isEmpty, children }: QueryStateProps<Data>) {
  if (query.data === undefined) {
    if (query.error) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
    return (
      <div role="status" aria-busy="true" aria-label="Loading">
        {loading}
      </div>
    );
  }
  return (
    <>
      {query.error ? <ProblemAlert error={query.error} onRetry={() => void query.refetch()} /> : null}
      {isEmpty?.(query.data) ? empty : children(query.data)}
    </>
  );
}
