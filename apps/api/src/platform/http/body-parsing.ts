import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { usualBodyBytes, type BodyRules } from './body-rules.js';
import { findJsonFault } from './json-scan.js';
import {
  BodyTooManyEntriesError,
  MalformedBodyError,
  UnsupportedMediaTypeError,
  UnsupportedContentEncodingError,
} from './request.errors.js';

const json = /^application\/(?:json|[\w.-]+\+json)\s*(?:;|$)/i;
/** JSON is UTF-8 (RFC 8259), of which ASCII is a part. */
const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i;
const utf8 = /^(?:utf-?8|us-ascii)$/i;
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
    const encoding = request.headers['content-encoding']?.trim();
    if (encoding && encoding.toLowerCase() !== 'identity')
      return done(new UnsupportedContentEncodingError(encoding));
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
    const type = request.headers['content-type'];
    if (!utf8.test(charset.exec(type ?? '')?.[1] ?? 'utf-8'))
      return done(unsupported(type, ['application/json in UTF-8']));
    const buffer = bytes as Buffer;
    if (buffer.length === 0) return done(null, {});
    const refusal = refusalOf(buffer);
    if (refusal) return done(refusal);
    parse(request, buffer.toString('utf8'), (error, body) => {
      if (error) return done(new MalformedBodyError(`The body is not valid JSON: ${error.message}`));
      if (!isObject(body)) return done(new MalformedBodyError('The body must be a JSON object.'));
      done(null, body);
    });
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

/** Returns why a body is not even parsed, or null. */
function refusalOf(body: Buffer): Error | null {
  if (!isUtf8(body)) return new MalformedBodyError('The body is not valid UTF-8.');
  const fault = findJsonFault(body);
  if (fault === null) return null;
  return fault.isTooLarge ? new BodyTooManyEntriesError(fault.detail) : new MalformedBodyError(fault.detail);
}

function isObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
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
