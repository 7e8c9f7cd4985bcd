import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** First segments of the paths that are the API's; every other page is the dashboard's. */
const apiSegments = new Set([
  'api',
  'ajax-api',
  'get-artifact',
  'model-versions',
  'version',
  'training',
  'predict',
  'monitoring',
  'stats',
  'generate-ratings',
  'health',
  'docs',
  'docs-json',
  'docs-yaml',
  'openapi.json',
  'redoc',
  'metrics',
  'problems',
]);

const notBuilt =
  '<!doctype html><title>Marquee</title><p>The dashboard is not built. Run <code>npm run build</code>; the API is at <a href="/docs">/docs</a>.';

/** Serves the built dashboard: its files by name, and its one page for every address that it routes itself. */
export async function serveDashboard(app: NestFastifyApplication, folder: string): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, {
      root: folder,
      wildcard: false,
      index: false,
      setHeaders: (response, path) => {
        const immutable = path.includes(join(folder, 'assets'));
        response.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  server.addHook('onRequest', (request, reply, done) => {
    if (!isPage(request.method, request.url, request.headers.accept)) return done();
    if (built) return void reply.header('cache-control', 'no-cache').sendFile('index.html');
    void reply.type('text/html').send(notBuilt);
  });
}

function isPage(method: string, url: string, accept: string | undefined): boolean {
  const path = url.split('?')[0] ?? '';
  const [first = ''] = path.split('/').slice(1);
  return (
    ['GET', 'HEAD'].includes(method) &&
    (accept ?? '').includes('text/html') &&
    !apiSegments.has(first) &&
    !/\.\w+$/.test(path)
  );
}
