import fastifyCors from '@fastify/cors';
import fastifyRateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { UnauthorizedError } from '../auth/api-key.guard.js';
import type { ApiKeys } from '../auth/api-keys.js';
import type { AppConfig } from '../config/app-config.js';
import { AdmissionInterceptor, alwaysAnswered } from './admission.interceptor.js';
import { callerAddress } from './caller-address.js';
import { foreignOriginFault } from './foreign-origin.js';
import { nulFault } from './json-scan.js';
import { ForeignOriginError, MalformedBodyError, TooManyRequestsError } from './request.errors.js';

const minuteMs = 60_000;
const documentation = /^\/(?:docs(?:[-/].*)?|openapi\.json|redoc)$/;
const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps out what must not reach a handler, cheapest check first: characters that cannot be stored, browsers that were led here
 * by foreign pages, callers who send too much, and more work at once than the process can do in time.
 */
export async function installProtection(
  app: NestFastifyApplication,
  config: AppConfig,
  keys: ApiKeys,
): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  const rules = {
    hasKeys: keys.needed,
    allowedHosts: config.allowedHosts,
    corsOrigins: config.corsOrigins,
  };
  server.addHook('onRequest', (request, _reply, done) => {
    const { method, url, headers } = request;
    if (/%00/.test(url)) return done(new MalformedBodyError(nulFault));
    const fault = foreignOriginFault(
      {
        method,
        host: headers.host,
        origin: headers.origin,
        secFetchSite: single(headers['sec-fetch-site']),
        secFetchDest: single(headers['sec-fetch-dest']),
      },
      rules,
    );
    done(fault === null ? undefined : new ForeignOriginError(fault));
  });
  if (config.corsOrigins.length > 0)
    await app.register(fastifyCors, {
      origin: [...config.corsOrigins],
      methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
      exposedHeaders: ['Location', 'Retry-After', 'X-Request-Id', 'ETag'],
      maxAge: 600,
    });
  if (keys.needed) {
    await limitRates(app, config, keys);
    // Before bodies are read: nobody's are. The guard asks again, and for the role.
    server.addHook('onRequest', (request, reply, done) => {
      const route = routeOf(request);
      const isDocumentation = documentation.test(route);
      const brings = route !== '' && !safeMethods.has(request.method);
      if (!(isDocumentation || brings) || keys.identify(request) !== null) return done();
      if (isDocumentation) void reply.header('www-authenticate', 'Basic realm="Marquee", charset="UTF-8"');
      done(new UnauthorizedError());
    });
  }
  app.useGlobalInterceptors(new AdmissionInterceptor(config.maxConcurrentRequests));
}

/** Without keys everybody is the user of this machine; with keys each key has a rate of its own. */
async function limitRates(app: NestFastifyApplication, config: AppConfig, keys: ApiKeys): Promise<void> {
  if (config.rateLimitPerMinute === 0) return;
  await app.register(fastifyRateLimit, {
    global: true,
    max: config.rateLimitPerMinute,
    timeWindow: minuteMs,
    cache: 20_000,
    keyGenerator: (request) => keys.peek(request)?.name ?? `address ${callerAddress(request.ip)}`,
    allowList: (request) => alwaysAnswered.test(routeOf(request)),
    errorResponseBuilder: (_request, { max, ttl }) =>
      new TooManyRequestsError(
        `More than ${max} requests came within a minute; try again in ${Math.ceil(ttl / 1000)} s.`,
        Math.ceil(ttl / 1000),
      ),
  });
}

/** The pattern of the route that answers, whatever way its address was written in; empty where there is none. */
function routeOf(request: { routeOptions: { url?: string } }): string {
  return request.routeOptions.url ?? '';
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
