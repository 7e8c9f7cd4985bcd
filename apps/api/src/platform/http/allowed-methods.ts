import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import FindMyWay from 'find-my-way';
import { MethodNotAllowedError } from './request.errors.js';

type Method = Parameters<ReturnType<typeof FindMyWay>['find']>[0];

/**
 * Answers 405 with `Allow` where a path is there but not for this method, and OPTIONS with the methods of the path. Install it
 * before the routes. A path that no route has stays a 404.
 */
export function installAllowedMethods(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  const routes = FindMyWay({ ignoreTrailingSlash: true, maxParamLength: 500 });
  const methods = new Set<Method>();
  server.addHook('onRoute', ({ method, url }) => {
    if (url === '*' || url === '/*') return;
    for (const one of [method].flat() as Method[]) {
      methods.add(one);
      if (!routes.hasRoute(one, url)) routes.on(one, url, () => undefined);
    }
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    const path = request.url.split('?')[0];
    const allowed = [...methods].filter((method) => routes.find(method, path) !== null).sort();
    if (allowed.length === 0) return done();
    void reply.header('allow', [...new Set([...allowed, 'OPTIONS'])].join(', '));
    if (request.method === 'OPTIONS') return void reply.code(204).send();
    done(new MethodNotAllowedError(request.method, allowed));
  });
}
