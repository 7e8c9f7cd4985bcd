/** RFC 9457 problem details, as the API sends them. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  requestId?: string;
  errors?: { pointer: string; detail: string }[];
}

/** A refusal by the API, carrying what it said. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(readonly problem: Problem) {
    super(problem.title);
  }
}

/** Reads the problem out of an error body; a body of another shape becomes a problem named after its status. */
export function problemFrom(
  body: unknown,
  response: Pick<Response, 'status' | 'statusText' | 'headers'>,
): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return {
    type: given.type ?? 'about:blank',
    title: given.title ?? (response.statusText || `The server answered ${response.status}`),
    status: given.status ?? response.status,
    detail: given.detail,
    requestId: given.requestId ?? response.headers.get('x-request-id') ?? undefined,
    errors: given.errors,
  };
}

/** Whether `error` is the API saying that the thing asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 404;
}

/** What to tell a person about any failure, API or not. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  return {
    type: 'about:blank',
    title: 'Something went wrong on this page',
    status: 0,
    detail: error instanceof Error ? error.message : undefined,
  };
}
