import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOpenApiDocument } from '../../src/platform/http/openapi.js';
import { startApp, type RunningApp } from './running-app.js';

const committed = join(import.meta.dirname, '../../../../docs/openapi.json');

describe('the OpenAPI document', () => {
  let app: RunningApp;
  let document: any;

  beforeAll(async () => {
    app = await startApp();
    document = JSON.parse(JSON.stringify(createOpenApiDocument(app.app)));
  });
  afterAll(() => app.stop());

  const operations = (): [string, any][] =>
    Object.entries(document.paths).flatMap(([path, item]: [string, any]) =>
      Object.entries(item).map(([method, operation]): [string, any] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );

  it('is committed as it is; if this fails, run `npm run openapi`', () => {
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(document);
  });

  it('is served for programs and for people', async () => {
    expect((await app.get('/docs-json')).body.openapi).toBe('3.1.0');
    expect((await app.get('/openapi.json')).body).toEqual(document);
    expect((await app.get('/openapi.json/')).body).toEqual(document);
    expect((await app.get('/redoc', { accept: 'text/html' })).body).toContain('swagger-ui');
    expect((await app.get('/docs', { accept: 'text/html' })).body).toContain('swagger-ui');
  });

  it('gives every operation a name of its own, a summary, a tag and a described answer', () => {
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [name, { operationId, summary, tags, responses }] of operations()) {
      expect([name, operationId]).toEqual([name, expect.stringMatching(/^[a-z][A-Za-z]+$/)]);
      expect([name, summary]).toEqual([name, expect.any(String)]);
      expect([name, tags]).toEqual([name, [expect.any(String)]]);
      const good = Object.keys(responses).filter((status) => status.startsWith('2'));
      expect([name, good]).not.toEqual([name, []]);
    }
  });

  it('describes the fields of every schema but the one body that has none', () => {
    const schemas = Object.entries<any>(document.components.schemas).filter(
      ([name]) => name !== 'CreateUserBody',
    );
    for (const [name, schema] of schemas) {
      expect([name, schema.enum ?? Object.keys(schema.properties ?? {})]).not.toEqual([name, []]);
    }
  });
});
