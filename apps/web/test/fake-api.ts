import { fakeEventStreams } from './fake-event-streams';

/** A request as a test wants to look at it. */
export interface SeenRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  headers: Headers;
}

type Answer = unknown;

/** A refusal with a problem body, to be returned by a handler. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
    readonly requestId = 'req-42',
  ) {}
}

/** An answer that never comes: for what a person sees while waiting. */
export const never = Symbol('never');

/** An answer that goes on: see fake-event-streams.ts. Paths that end in /events give it of themselves. */
const events = Symbol('events');

/**
 * Puts a fake API behind `fetch`. Handlers are named by method and path, such as "GET /api/v1/movies/{id}";
 * a path that no handler names answers 404.
 *
 * @returns the requests seen so far, oldest first
 */
export function fakeApi(handlers: Record<string, Answer>): SeenRequest[] {
  const seen: SeenRequest[] = [];
  globalThis.fetch = async (input) => {
    const request = input as Request;
    const url = new URL(request.url);
    const text = await request.text();
    const isJson = text && request.headers.get('content-type')?.includes('json');
    const call = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      body: isJson ? (JSON.parse(text) as unknown) : text || undefined,
      headers: request.headers,
    };
    seen.push(call);
    const handler = handlerFor(handlers, call);
    const answer =
      typeof handler === 'function' ? (handler as (request: SeenRequest) => Answer)(call) : handler;
    if (answer === never) return new Promise<Response>(() => undefined);
    if (answer === events) return fakeEventStreams.answer(url.pathname);
    return respond(answer, call);
  };
  return seen;
}

function handlerFor(handlers: Record<string, Answer>, { method, path }: SeenRequest): Answer {
  for (const [name, handler] of Object.entries(handlers)) {
    const [wantedMethod, wantedPath] = name.split(' ');
    const pattern = new RegExp(`^${wantedPath.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    if (wantedMethod === method && pattern.test(path)) return handler;
  }
  return path.endsWith('/events') ? events : new Refusal(404, 'No such path');
}

function respond(answer: Answer, { method, path }: SeenRequest): Response {
  if (answer instanceof Refusal) {
    const { status, title, detail, requestId } = answer;
    const body = { type: '/problems/test', title, status, detail, instance: path, requestId };
    return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } });
  }
  if (answer === undefined) return new Response(null, { status: 204 });
  return Response.json(answer, { status: method === 'POST' && path.endsWith('/users') ? 201 : 200 });
}
