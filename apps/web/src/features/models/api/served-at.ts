import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api-client';

/** Which version of Marquee's own model served at a moment. */
export const servedAtQuery = (time: string) =>
  queryOptions({
    queryKey: ['models', 'served-at', time],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/models/{name}/aliases/{alias}/at', {
          params: { path: { name: 'marquee', alias: 'champion' }, query: { time } },
          signal,
        }),
      ),
    enabled: time !== '',
  });
