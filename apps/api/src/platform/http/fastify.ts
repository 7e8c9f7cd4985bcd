import fastifyHelmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { randomUUID } from 'node:crypto';
import { HttpMetrics } from '../telemetry/http-metrics.js';
import type { HttpRequest } from './request.js';

const maxBodyBytes = 16 * 1024 * 1024;

/** The HTTP server: paths answer with and without a trailing slash, every request has an id. */
export function createFastifyAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: maxBodyBytes,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
    genReqId: (request: { headers: Record<string, unknown> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && /^[\w.-]{1,128}$/.test(given) ? given : randomUUID();
    },
  });
}

/** Security headers, request ids and request metrics. */
export async function installHttp(app: NestFastifyApplication): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  });
  const metrics = app.get(HttpMetrics);
  const server = app.getHttpAdapter().getInstance();
  // Plain text is no body of any route: refused as such, not as JSON that does not fit.
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', (request, reply, done) => {
    (request as unknown as HttpRequest).requestId = request.id;
    void reply.header('x-request-id', request.id);
    metrics.begin();
    done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    metrics.end(request.method, request.routeOptions.url, reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}
