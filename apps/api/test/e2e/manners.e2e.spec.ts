import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { createOpenApiDocument } from '../../src/platform/http/openapi.js';
import { startApp, type RunningApp } from './running-app.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

describe('manners of HTTP', () => {
  let app: RunningApp;
  /** Template, an address that fits it, and its methods. */
  let paths: [string, string, string[]][];
  const fits = (path: string, template: string): boolean =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);

  beforeAll(async () => {
    app = await startApp();
    paths = Object.entries(createOpenApiDocument(app.app).paths).map(([path, item]) => [
      path,
      path.replaceAll(/\{\w+\}/g, '1'),
      methods.filter((method) => (method === 'HEAD' ? 'get' : method.toLowerCase()) in item),
    ]);
  });
  afterAll(() => app.stop());

  it('answers 405 with the methods that a path has, with and without a trailing slash', async () => {
    for (const [template, path] of paths) {
      // An address may fit two templates: /runs/{id} and /runs/compare.
      const has = new Set(paths.filter(([other]) => fits(path, other)).flatMap(([, , found]) => found));
      for (const method of methods.filter((one) => !has.has(one))) {
        for (const address of [path, `${path}/`]) {
          const { status, headers, body } = await app.send(method, address);
          const what = `${method} ${address} of ${template}`;
          expect([what, status]).toEqual([what, 405]);
          const allowed = headers.get('allow')!.split(', ');
          expect([what, allowed]).toEqual([what, expect.arrayContaining([...has, 'OPTIONS'])]);
          expect(allowed).not.toContain(method);
          if (method !== 'HEAD')
            expect(body).toMatchObject({ type: '/problems/method-not-allowed', status: 405 });
        }
      }
    }
  });

  it('tells the methods of a path to OPTIONS, and knows nothing of paths that are not there', async () => {
    const { status, headers } = await app.send('OPTIONS', '/predict');
    expect([status, headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);
    expect((await app.send('OPTIONS', '/stats/')).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    for (const method of ['OPTIONS', ...methods])
      expect([method, (await app.send(method, '/api/v1/nothing-here')).status]).toEqual([method, 404]);
  });

  it('answers HEAD as GET without its body', async () => {
    const { status, headers, body } = await app.send('HEAD', '/stats');
    expect([status, body]).toEqual([200, '']);
    expect(headers.get('content-type')).toContain('application/json');
  });

  it('answers addresses that cannot be read by a problem', async () => {
    for (const path of ['/api/v1/movies/%ff', '/api/v1/movies/%', '/stats%', '/%zz', '/api/v1/movies/%c3%28'])
      expect([path, (await app.get(path)).body]).toEqual([
        path,
        expect.objectContaining({ type: expect.stringMatching(/^\/problems\//), status: 400 }),
      ]);
    const long = await app.get(`/api/v1/movies/${'1'.repeat(5_000)}`);
    expect(long.body).toMatchObject({ type: '/problems/uri-too-long', status: 414 });
  });

  it('answers what is no HTTP, and headers that are too long, by a problem', async () => {
    const { hostname, port } = new URL(app.url);
    const answerTo = (text: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(Number(port), hostname, () => socket.write(text));
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.on('close', () => resolve(answer));
        socket.on('error', reject);
      });
    const long = await answerTo(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
    expect(long).toContain('application/problem+json');
    const garbage = await answerTo('hello there\r\n\r\n');
    expect(garbage).toMatch(/^HTTP\/1\.1 400 /);
    expect(garbage).toContain('application/problem+json');
  });

  /** POSTs without a content type, and without a length if there is none. */
  function post(path: string, headers: Record<string, string>): Promise<number> {
    const { hostname, port } = new URL(app.url);
    return new Promise((resolve, reject) => {
      const sent = httpRequest({ hostname, port, path, method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  it('counts an empty body as {}', async () => {
    for (const headers of [
      {},
      { 'content-type': 'application/json' },
      { 'content-length': '0' },
      { 'content-type': 'application/json', 'content-length': '0' },
      { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      { 'transfer-encoding': 'chunked' },
    ] as Record<string, string>[])
      expect([headers, await post('/api/v1/users', headers)]).toEqual([headers, 201]);
  });
});
