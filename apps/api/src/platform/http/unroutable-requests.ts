import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Problem } from './problem.js';

const mediaType = 'application/problem+json; charset=utf-8';

interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}

/** Answers an address that no router can read, such as one with a broken percent-encoding, which no filter gets to see. */
export function answerFrameworkError(
  error: { statusCode?: number },
  request: { url: string; id: string },
  reply: Reply,
): void {
  const status = error.statusCode ?? 400;
  const detail =
    status === 414
      ? 'A part of the address is longer than 500 characters.'
      : 'The address has a broken percent-encoding, expected % and two hexadecimal digits of UTF-8.';
  void reply
    .code(status)
    .header('content-type', mediaType)
    .header('x-request-id', request.id)
    .send(JSON.stringify(problem(status, detail, request.url.split('?')[0], request.id)));
}

/** Answers what is no HTTP request, or one whose headers are too long or too slow, and closes the connection. */
export function answerClientError(error: { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const [status, detail] = faults[error.code ?? ''] ?? [400, 'What came is not an HTTP request.'];
  const body = JSON.stringify(problem(status, detail, '', randomUUID()));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${mediaType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

const faults: Partial<Record<string, [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers together are longer than 16 KiB.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive in time.'],
};

function problem(status: number, detail: string, instance: string, requestId: string): Problem {
  const title = STATUS_CODES[status] ?? 'Error';
  const code = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return { type: `/problems/${code}`, title, status, detail, instance, requestId };
}
