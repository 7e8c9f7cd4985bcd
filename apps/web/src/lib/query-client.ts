import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api-problem';

const worthAnotherTry = (error: Error) =>
  error instanceof ApiProblem && (error.problem.status === 0 || error.problem.status === 503);

/** One cache for all server state: answers stay fresh for half a minute, and only a passing outage is retried. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && worthAnotherTry(error),
        retryDelay: (attempt) => 600 * 2 ** attempt,
      },
    },
  });
}
