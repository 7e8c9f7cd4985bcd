import { ApiProblem, isNotFound, problemFrom, problemOf } from './api-problem';

describe('problemFrom', () => {
  it('keeps what the API said', () => {
    const body = { type: '/problems/no-champion', title: 'No champion', status: 404, requestId: 'r1' };
    expect(problemFrom(body, new Response(null, { status: 404 }))).toMatchObject(body);
  });

  it('makes a problem out of an answer of another shape, such as a proxy’s', () => {
    const response = new Response('Bad gateway', {
      status: 502,
      statusText: 'Bad Gateway',
      headers: { 'x-request-id': 'r2' },
    });
    expect(problemFrom('Bad gateway', response)).toMatchObject({
      title: 'Bad Gateway',
      status: 502,
      requestId: 'r2',
    });
  });
});

describe('problemOf', () => {
  it('describes a fault of the page itself', () => {
    expect(problemOf(new TypeError('x is undefined'))).toMatchObject({ detail: 'x is undefined' });
  });
});

it('knows a 404 from other refusals', () => {
  const refusal = (status: number) => new ApiProblem({ type: '', title: '', status });
  expect([isNotFound(refusal(404)), isNotFound(refusal(500)), isNotFound(new Error())]).toEqual([
    true,
    false,
    false,
  ]);
});
