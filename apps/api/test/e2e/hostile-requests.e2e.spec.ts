import autocannon from 'autocannon';
import { connect, type Socket } from 'node:net';
import { request as httpRequest } from 'node:http';
import { createOpenApiDocument } from '../../src/platform/http/openapi.js';
import { startApp, type RunningApp } from './running-app.js';

/** Content types that callers send by mistake or on purpose. */
const contentTypes = [
  'text/csv',
  'application/zip',
  'application/x-zip-compressed',
  'TEXT/CSV; charset=utf-8',
  'text/plain',
  'application/octet-stream',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/vnd.marquee.artifact',
  'application/json; charset=utf-16',
  'application/xml',
  'garbage',
  ';',
];

const uploadRoutes = new Set(['/api/v1/imports', '/api/v1/imports/preview']);

/** A request whose address and Host header say what they like, which fetch does not allow. */
function rawTo(
  app: RunningApp,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<number> {
  const { hostname, port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const sent = httpRequest({ host: hostname, port, method, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    sent.once('error', reject);
    sent.end();
  });
}

describe('hostile requests', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    app.send('POST', path, body, { 'content-type': 'application/json', ...headers });

  const raw = (method: string, path: string, headers: Record<string, string>): Promise<number> =>
    rawTo(app, method, path, headers);

  it('answers every content type on every route that takes a body, and lives', async () => {
    const document = createOpenApiDocument(app.app);
    const targets = Object.entries(document.paths).flatMap(([path, item]) =>
      ['post', 'put', 'patch', 'delete']
        .filter((method) => method in item)
        .map((method) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, '1') })),
    );
    expect(targets.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const { method, path } of targets) {
      for (const type of contentTypes) {
        const { status } = await app.send(method, path, 'a,b\n1,2', { 'content-type': type });
        const isUpload = uploadRoutes.has(path) && /csv|zip/i.test(type);
        const expected = isUpload ? [415, 422] : [415, 400];
        if (!expected.includes(status)) wrong.push(`${method} ${path} ${type}: ${status}`);
      }
    }
    expect(wrong).toEqual([]);
    expect((await app.get('/health/live')).status).toBe(200);
  });

  it('says which content type it found and which it expects', async () => {
    const { body } = await app.send('POST', '/predict/', 'user_id=1', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(body).toMatchObject({
      type: '/problems/unsupported-media-type',
      detail: 'The body has the content type "application/x-www-form-urlencoded", expected application/json.',
    });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;charset="UTF-8"',
    'application/json; charset=us-ascii',
    'application/merge-patch+json ; version=1',
  ])('takes %s as JSON', async (type) => {
    const { status } = await app.send('POST', '/predict/', '{"user_id":1}', { 'content-type': type });
    expect(status).not.toBe(415);
  });

  it.each([
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['another charset behind a parameter', { 'content-type': 'application/json; q=1; charset=latin1' }],
    ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ])('refuses %s with 415', async (_name, headers) => {
    expect((await app.send('POST', '/predict/', '{"user_id":1}', headers)).status).toBe(415);
  });

  it.each(['[]', '[{"user_id":1}]', '"text"', '1', 'null', 'true'])(
    'refuses %s, which is no object',
    async (body) => {
      const answer = await post('/predict/', body);
      expect(answer.status).toBe(400);
      expect(answer.body.detail).toMatch(/must be a JSON object/);
    },
  );

  it('refuses bytes that are not UTF-8', async () => {
    const response = await fetch(`${app.url}/predict/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from([...Buffer.from('{"user_id":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
    });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { detail: string }).detail).toMatch(/UTF-8/);
  });

  it('refuses objects and lists that would take minutes to check', async () => {
    const fields = Array.from({ length: 300_000 }, (_, at) => `"k${at}":1`).join(',');
    const things = (entry: string): string => Array(1_000_000).fill(entry).join(',');
    for (const body of [
      `{${fields}}`,
      `{"ratings":[{${fields}}]}`,
      `{"ratings":[${things('{}')}]}`,
      `{"ratings":[${things('[]')}]}`,
    ]) {
      const answer = await post('/api/v1/ratings/batch', body);
      expect(answer.body).toMatchObject({ status: 413, type: '/problems/batch-too-large' });
    }
  });

  it('lists the first hundred faults of a body', async () => {
    const fields = Array.from({ length: 900 }, (_, at) => `"k${at}":1`).join(',');
    const { body } = await post('/predict/', `{${fields}}`);
    expect(body.errors).toHaveLength(100);
  });

  it('counts an empty body as {}', async () => {
    const withType = await post('/predict/', '');
    const without = await app.send('POST', '/predict/');
    expect(withType.body.errors).toEqual(without.body.errors);
    expect(without.status).toBe(400);
  });

  it.each([
    ['deep arrays', '['.repeat(400_000)],
    ['deep objects', '{"a":'.repeat(70) + '1' + '}'.repeat(70)],
    ['deep inside of a field', `{"user_id":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('refuses %s before they are parsed', async (_name, body) => {
    const { status } = await post('/api/v1/ratings/batch', body);
    expect(status).toBe(400);
  });

  it('takes 100 kB where no bulk is meant, and more where it is', async () => {
    const large = JSON.stringify({ user_id: 1, filler: 'x'.repeat(110_000) });
    expect((await post('/predict/', large)).status).toBe(413);
    expect((await post('/api/v1/ratings/batch', large)).status).toBe(400);
    const huge = `{"ratings":[],"batchId":"${'x'.repeat(5_000_000)}"}`;
    expect((await post('/api/v1/ratings/batch', huge)).status).toBe(413);
  });

  it.each([
    ['a body', 'POST', '/api/v1/users/1/recommendations', '{"filter":"title = \'\\u0000\'"}'],
    ['a key of a body', 'POST', '/predict/', '{"\\u0000":1}'],
    ['a query', 'GET', '/api/v1/movies?q=a%00b', undefined],
    ['a path', 'GET', '/api/v1/models/%00/aliases/champion', undefined],
    ['MLflow’s protocol', 'POST', '/api/2.0/mlflow/experiments/create', '{"name":"a\\u0000"}'],
  ])('refuses U+0000 in %s', async (_name, method, path, body) => {
    const { status } = await app.send(method, path, body, { 'content-type': 'application/json' });
    expect(status).toBe(400);
  });

  it('refuses half a surrogate pair', async () => {
    expect((await post('/predict/', '{"user_id":"\\ud800"}')).status).toBe(400);
  });

  it('answers only to names of this machine', async () => {
    expect(await raw('GET', '/stats', { host: 'evil.example' })).toBe(403);
    expect(await raw('GET', '/', { host: 'evil.example', accept: 'text/html' })).toBe(403);
    expect(await raw('GET', '/metrics', { host: 'evil.example' })).toBe(403);
    expect(await raw('GET', '/health/live', { host: 'localhost:1' })).toBe(200);
  });

  it('refuses changes from pages of other origins', async () => {
    const origin = { origin: 'https://evil.example' };
    expect((await app.send('POST', '/training/', { force: true }, origin)).body).toMatchObject({
      status: 403,
      type: '/problems/foreign-origin',
    });
    expect((await app.send('POST', '/training/', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await app.get('/stats', origin)).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('survives requests that are no HTTP', async () => {
    const { hostname, port } = new URL(app.url);
    for (const text of ['\0\0\0\0\r\n\r\n', 'GET\r\n\r\n', 'POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n']) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.end(text));
        socket.on('error', () => resolve()).on('close', () => resolve());
        socket.resume();
      });
    }
    expect((await app.get('/health/live')).status).toBe(200);
  });

  it('turns work away when too much waits, and answers probes meanwhile', async () => {
    const small = await startApp({ maxConcurrentRequests: 1 });
    try {
      const many = Array.from({ length: 60 }, () => small.get('/stats'));
      const probe = await small.get('/health/live');
      const statuses = (await Promise.all(many)).map(({ status }) => status);
      expect(probe.status).toBe(200);
      expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
      expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
      expect((await small.get('/stats')).status).toBe(200);
    } finally {
      await small.stop();
    }
  });
});

describe('callers who hold on to what they get', () => {
  let app: RunningApp;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    app = await startApp({ maxConcurrentRequests: 2 });
  });
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));
  afterAll(() => app.stop());

  function open(text: string): Promise<Socket> {
    const { hostname, port } = new URL(app.url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(text, () => resolve(socket)));
      socket.once('error', reject);
      sockets.push(socket);
    });
  }
  const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const answersAgain = (): Promise<void> => app.until(async () => (await app.get('/stats')).status === 200);

  it('gives back the places of many requests on one connection that is cut', async () => {
    for (let at = 0; at < 10; at++) {
      const socket = await open(request('/stats').repeat(20));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.resetAndDestroy();
    }
    await answersAgain();
  });

  it('gives no place to callers who do not read their answers', async () => {
    for (let at = 0; at < 8; at++) (await open(request('/docs-json').repeat(20) + request('/stats'))).pause();
    await answersAgain();
  });

  it('gives no place of other work to uploads that do not end', async () => {
    const head = 'Host: localhost\r\nContent-Type: text/csv\r\nContent-Length: 1000000\r\n\r\nuserId,';
    for (let at = 0; at < 8; at++) await open(`POST /api/v1/imports HTTP/1.1\r\n${head}`);
    await answersAgain();
  });

  it('answers probes at once while five hundred connections ask for work', async () => {
    const load = autocannon({ url: `${app.url}/stats`, connections: 500, amount: 1_000, timeout: 100 });
    const probes: number[] = [];
    let isOver = false;
    const over = load.then((result) => {
      isOver = true;
      return result;
    });
    while (!isOver) probes.push((await app.get('/health/live')).status);
    const { errors, '2xx': answered, '5xx': turnedAway } = await over;
    expect(new Set(probes)).toEqual(new Set([200]));
    expect({ errors, all: answered + turnedAway }).toEqual({ errors: 0, all: 1_000 });
    expect(answered).toBeGreaterThan(0);
  });
});

describe('hostile requests where keys are set', () => {
  let app: RunningApp;
  const key = { 'x-api-key': 'a secret of the read key' };
  beforeAll(async () => {
    app = await startApp({
      apiKeys: [{ name: 'reader', role: 'read', secret: key['x-api-key'] }],
      rateLimitPerMinute: 30,
      corsOrigins: ['https://app.example'],
    });
  });
  afterAll(() => app.stop());

  it('keeps documentation and the details of health for callers with a key', async () => {
    for (const path of ['/docs', '/docs-json', '/docs-yaml']) {
      const { status, headers } = await app.get(path);
      expect([path, status]).toEqual([path, 401]);
      expect(headers.get('www-authenticate')).toMatch(/^Basic /);
      expect((await app.get(path, key)).status).toBe(200);
    }
    expect((await app.get('/health')).body).toEqual({ status: 'ok' });
    expect((await app.get('/health', key)).body.checks.database.status).toBe('up');
  });

  it('asks for the key of the documentation however its address is written', async () => {
    for (const path of [
      '/%64ocs-json',
      '/docs%2Djson',
      '/%64ocs/',
      '/openapi%2ejson',
      '/docs-yaml/',
      '/redoc',
    ])
      expect([path, await rawTo(app, 'GET', path, {})]).toEqual([path, 401]);
  });

  it('reads no body of a caller without a key', async () => {
    const huge = `{"ratings":[],"batchId":"${'x'.repeat(5_000_000)}"}`;
    expect((await app.send('POST', '/api/v1/ratings/batch', huge)).status).toBe(401);
    expect((await app.send('POST', '/predict/', '{', { 'x-api-key': 'a wrong key' })).status).toBe(401);
  });

  it.each(['[', 'a b', 'x:99999'])('refuses a change from a page for the host %j', async (host) => {
    const headers = { host, origin: 'http://x', ...key };
    expect(await rawTo(app, 'POST', '/predict/', headers)).toBe(403);
  });

  it('lets pages of the origins that are set call it', async () => {
    const origin = { origin: 'https://app.example' };
    const preflight = await app.send('OPTIONS', '/stats', undefined, {
      ...origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-api-key',
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect((await app.get('/stats', { ...origin, ...key })).status).toBe(200);
  });

  it('does not abort for a read key that sends a file to a JSON route', async () => {
    const { status } = await app.send('POST', '/predict/', 'x', { ...key, 'content-type': 'text/csv' });
    expect(status).toBe(415);
  });

  it('limits the rate of a key, says when to come back, and still answers probes', async () => {
    const statuses: number[] = [];
    for (let at = 0; at < 40; at++) statuses.push((await app.get('/stats', key)).status);
    const last = await app.get('/stats', key);
    expect(statuses).toContain(200);
    expect(last.body).toMatchObject({ status: 429, type: '/problems/too-many-requests' });
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await app.get('/health/live')).status).toBe(200);
  });

  it('locks an address out that guesses keys, the right one included', async () => {
    const guarded = await startApp({ apiKeys: [{ name: 'reader', role: 'read', secret: key['x-api-key'] }] });
    try {
      for (let at = 0; at < 10; at++)
        expect((await guarded.get('/stats', { 'x-api-key': `guess ${at}` })).status).toBe(401);
      const { status, headers } = await guarded.get('/stats', key);
      expect(status).toBe(429);
      expect(headers.get('retry-after')).toBe('60');
      expect((await guarded.get('/health')).status).toBe(200);
    } finally {
      await guarded.stop();
    }
  });
});
