import { createOpenApiDocument } from '../../src/platform/http/openapi.js';
import { startApp, type RunningApp } from './running-app.js';

interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string }[];
  takesBody: boolean;
}

/** What people and programs send by mistake or on purpose, in place of an id or a query value. */
const oddTexts = [
  '0',
  '-1',
  '1.5',
  'abc',
  '2147483648',
  '99999999999999999999',
  '%00',
  'null',
  '%F0%9F%8E%AC',
  "1'--",
];

const oddBodies = [
  undefined,
  '',
  '{',
  'null',
  '[]',
  '7',
  '"text"',
  '{}',
  '{"__proto__": {"a": 1}}',
  JSON.stringify({
    user_id: 'x',
    n_recommendations: -1,
    rating: 99,
    count: 1e9,
    diversity: 'much',
    genres: 'Horror',
    version: {},
    reason: 7,
  }),
  JSON.stringify({
    user_id: 1e12,
    rating: null,
    ratings: [{ userId: 0 }],
    candidates: [{ kind: 'magic' }],
    source: '\u0000',
    title: '\u0000',
    cron: 'x',
  }),
  JSON.stringify({
    candidates: [{ kind: 'svd', hyperparameters: { factorCount: -5, nope: [] } }],
    ratings: [null, 3],
    source: '../../../etc/passwd',
    title: '',
  }),
];

describe('nonsense', () => {
  let app: RunningApp;
  let operations: Operation[];

  beforeAll(async () => {
    app = await startApp();
    const document = createOpenApiDocument(app.app);
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
        .map(([method, operation]: [string, any]) => ({
          method: method.toUpperCase(),
          path,
          parameters: operation.parameters ?? [],
          takesBody: operation.requestBody !== undefined,
        })),
    );
  });
  afterAll(() => app.stop());

  function addressOf({ path, parameters }: Operation, odd: string): string {
    const query = parameters.filter((one) => one.in === 'query').map((one) => `${one.name}=${odd}`);
    return path.replaceAll(/\{\w+\}/g, odd) + (query.length > 0 ? `?${query.join('&')}` : '');
  }

  function expectProblem(
    { status, body, headers }: Awaited<ReturnType<RunningApp['get']>>,
    what: string,
  ): void {
    if (status < 400) return;
    if (status >= 500 && !(status === 503 && headers.get('retry-after')))
      throw new Error(`${what} answered ${status}: ${JSON.stringify(body)}`);
    if (headers.get('content-type')?.includes('application/problem+json') !== true)
      throw new Error(`${what} answered ${status} without a problem: ${JSON.stringify(body)}`);
    expect(body).toMatchObject({
      type: expect.stringMatching(/^\/problems\/[a-z-]+$/),
      title: expect.any(String),
      status,
      detail: expect.any(String),
      instance: expect.any(String),
      requestId: expect.any(String),
    });
  }

  it('finds every operation of the API', () => {
    expect(operations.length).toBeGreaterThan(35);
  });

  it.each(oddTexts)(
    '%s in place of ids and queries gives a problem or an answer, never a fault of ours',
    async (odd) => {
      for (const operation of operations.filter(({ path }) => !path.endsWith('/events'))) {
        const address = addressOf(operation, odd);
        const answer = await app.send(operation.method, address, operation.takesBody ? {} : undefined);
        expectProblem(answer, `${operation.method} ${address}`);
      }
    },
  );

  it.each(oddBodies.map((body) => [String(body)]))(
    'the body %s gives a problem or an answer',
    async (body) => {
      for (const operation of operations.filter(({ takesBody }) => takesBody)) {
        const address = addressOf({ ...operation, parameters: [] }, '1');
        expectProblem(
          await app.send(operation.method, address, body === 'undefined' ? undefined : body),
          `${operation.method} ${address} ${body}`,
        );
      }
    },
  );

  it('refuses what is not JSON, what is too large and what is not there by problems', async () => {
    expect((await app.send('POST', '/predict/', 'user_id=1', { 'content-type': 'text/plain' })).status).toBe(
      415,
    );
    expect(
      (await app.send('POST', '/api/v1/ratings/batch', `{"ratings":[${'0,'.repeat(9_000_000)}0]}`)).body,
    ).toMatchObject({ status: 413 });
    expect((await app.get('/api/v1/nothing-here')).body).toMatchObject({
      status: 404,
      type: '/problems/not-found',
    });
    expect((await app.send('DELETE', '/predict/')).status).toBe(405);
  });

  it('points at each field that is wrong', async () => {
    const { body } = await app.send('POST', '/predict/', {
      user_id: 0,
      n_recommendations: 501,
      colour: 'red',
    });
    expect(body).toMatchObject({ status: 400, type: '/problems/validation-failed' });
    expect(body.errors.map(({ pointer }: any) => pointer).sort()).toEqual([
      '/colour',
      '/n_recommendations',
      '/user_id',
    ]);
  });
});
