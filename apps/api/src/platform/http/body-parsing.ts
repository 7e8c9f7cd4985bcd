import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { usualBodyBytes, type BodyRules } from './body-rules.js';
import { findJsonFault } from './json-scan.js';
import { MalformedBodyError, UnsupportedMediaTypeError } from './request.errors.js';

const json = /^application\/(?:json|[\w.-]+\+json)$/;
const methodsWithBody = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Of a request, what tells how its body is read. */
interface BodyRequest {
  headers: { 'content-type'?: string };
  method: string;
  body?: unknown;
  routeOptions: { config: unknown };
}

/**
 * Reads bodies. A route takes JSON of at most 100 kB unless its `BodyRules` say otherwise; any other media type is
 * refused with 415 before a byte is read, and a stream is given only to a handler that asks for uploads of that type.
 *
 * JSON is scanned before it is parsed, and an empty body counts as `{}`.
 */
export function installBodyParsing(app: NestFastifyApplication): void {
  const server = app.getHttpAdapter().getInstance();
  server.removeAllContentTypeParsers();
  server.addHook('onRoute', (route) => {
    route.bodyLimit = rulesOf(route.config).bodyLimit ?? usualBodyBytes;
  });
  // Whatever its client says, a file is a file there: a JSON file is not parsed.
  server.addHook('onRequest', (request, _reply, done) => {
    if (rulesOf(request.routeOptions.config).uploads?.includes('*'))
      request.raw.headers['content-type'] = 'application/octet-stream';
    done();
  });
  const parse = server.getDefaultJsonParser('error', 'error') as (
    request: unknown,
    text: string,
    done: (error: Error | null, body?: unknown) => void,
  ) => void;
  server.addContentTypeParser(json, { parseAs: 'buffer' }, (request, bytes, done) => {
    const uploads = uploadsOf(request);
    if (uploads) return done(unsupported(request.headers['content-type'], uploads));
    const buffer = bytes as Buffer;
    if (buffer.length === 0) return done(null, {});
    const fault = findJsonFault(buffer);
    if (fault !== null) return done(new MalformedBodyError(fault));
    parse(request, buffer.toString('utf8'), (error, body) =>
      error ? done(new MalformedBodyError(`The body is not valid JSON: ${error.message}`)) : done(null, body),
    );
  });
  server.addContentTypeParser('*', (request, payload, done) => {
    const uploads = uploadsOf(request);
    if (uploads) return done(null, payload);
    if (request.headers['content-type'] === undefined) return refuseUnlessEmpty(payload, done);
    done(unsupported(request.headers['content-type'], ['application/json']));
  });
  // No body and no content type: nothing was parsed, and handlers of JSON see an empty object.
  server.addHook('preValidation', (request, _reply, done) => {
    const { config } = request.routeOptions;
    if (
      methodsWithBody.has(request.method) &&
      request.body == null &&
      !rulesOf(config).uploads?.includes('*')
    )
      request.body = {};
    done();
  });
}

/** A body of unknown length may turn out to be none. */
function refuseUnlessEmpty(
  payload: NodeJS.ReadableStream,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const onEnd = (): void => done(null, {});
  payload.once('end', onEnd);
  payload.once('data', () => {
    payload.off('end', onEnd);
    payload.pause();
    done(unsupported(undefined, ['application/json']));
  });
}

function rulesOf(config: unknown): BodyRules {
  return config ?? {};
}

/** Returns the media types that this request may bring as a stream: null when its own is not among them. */
function uploadsOf(request: BodyRequest): readonly string[] | null {
  const { uploads } = rulesOf(request.routeOptions.config);
  if (!uploads) return null;
  return uploads.includes('*') || uploads.includes(mediaType(request.headers['content-type']))
    ? uploads
    : null;
}

function mediaType(header: string | undefined): string {
  return (header ?? '').split(';')[0].trim().toLowerCase();
}

function unsupported(found: string | undefined, expected: readonly string[]): Error {
  return new UnsupportedMediaTypeError(found ?? '', expected);
}
