import { startApp, type RunningApp } from './running-app.js';

const key = (role: string): Record<string, string> => ({ 'x-api-key': `secret-of-the-${role}-key` });

describe('access with keys', () => {
  let app: RunningApp;

  beforeAll(async () => {
    const roles = ['read', 'write', 'admin'] as const;
    app = await startApp({
      apiKeys: roles.map((role) => ({ name: role, role, secret: key(role)['x-api-key'] })),
    });
  });
  afterAll(() => app.stop());

  it('asks for a key, and lets probes through', async () => {
    expect((await app.get('/stats')).body).toMatchObject({ status: 401, type: '/problems/unauthorized' });
    expect((await app.get('/stats', { 'x-api-key': 'a guess' })).status).toBe(401);
    expect((await app.get('/health')).status).toBe(200);
    expect((await app.get('/stats', key('read'))).status).toBe(200);
  });

  it('takes a key as a bearer token too, as Prometheus sends it', async () => {
    const bearer = (secret: string) => app.get('/metrics', { authorization: `Bearer ${secret}` });
    expect((await bearer(key('read')['x-api-key'])).status).toBe(200);
    expect((await bearer('a guess')).status).toBe(401);
    expect((await app.get('/metrics', { authorization: key('read')['x-api-key'] })).status).toBe(401);
    expect((await app.get('/metrics')).status).toBe(401);
  });

  it('takes a key as the password of basic authentication, whoever sends it', async () => {
    const basic = (credentials: string) =>
      app.get('/stats', { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` });
    expect((await basic(`mlflow:${key('read')['x-api-key']}`)).status).toBe(200);
    expect((await basic(`:${key('read')['x-api-key']}`)).status).toBe(200);
    expect((await basic(key('read')['x-api-key'])).status).toBe(401);
    expect((await basic('mlflow:a guess')).status).toBe(401);
    expect((await basic('mlflow:')).status).toBe(401);
    expect((await app.get('/stats', { authorization: 'Basic ????' })).status).toBe(401);
  });

  it('lets a key do what its role allows and no more', async () => {
    const rate = (role: string) => app.send('POST', '/api/v1/ratings/batch', { ratings: [] }, key(role));
    expect((await rate('read')).body).toMatchObject({ status: 403, type: '/problems/forbidden' });
    expect((await rate('write')).status).not.toBe(403);
    const promote = (role: string) =>
      app.send('PUT', '/api/v1/models/aliases/champion', { version: 1, reason: 'x' }, key(role));
    expect((await promote('write')).status).toBe(403);
    expect((await promote('admin')).status).toBe(404);
  });

  it('names every answer by a request id, the caller’s own where it is sound', async () => {
    expect((await app.get('/health', { 'x-request-id': 'mine-1' })).headers.get('x-request-id')).toBe(
      'mine-1',
    );
    expect((await app.get('/health', { 'x-request-id': 'not sound' })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
  });
});
