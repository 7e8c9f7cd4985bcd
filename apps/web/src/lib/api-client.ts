import createClient from 'openapi-fetch';
import { accessKey, keyHeader, refuseKey } from './access-key';
import type { paths } from './api-schema';
import { ApiProblem, problemFrom } from './api-problem';

/** The API's typed client: every path, parameter and answer comes from docs/openapi.json. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request),
});

api.use({
  onRequest({ request }) {
    const key = accessKey();
    if (key !== null && !request.headers.has(keyHeader)) request.headers.set(keyHeader, key);
    return request;
  },
  onResponse({ request, response }) {
    if (response.status === 401) refuseKey(request.headers.get(keyHeader));
  },
});

interface Call<Answer> {
  data?: Answer;
  error?: unknown;
  response: Response;
}

/**
 * The body of a successful answer.
 *
 * @throws ApiProblem when the API refuses, or cannot be reached (status 0); an aborted call stays an AbortError
 */
export async function answerOf<Answer>(call: Promise<Call<Answer>>): Promise<Answer> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause;
    throw new ApiProblem({
      type: '/problems/unreachable',
      title: 'Marquee cannot be reached',
      status: 0,
      detail: 'The server did not answer. Check that it is running, then try again.',
    });
  });
  if (!response.ok) throw new ApiProblem(problemFrom(error, response));
  return data as Answer;
}
