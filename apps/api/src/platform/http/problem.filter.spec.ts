import { NotFoundException, type ArgumentsHost } from '@nestjs/common';
import { Logger, type LogEvent } from '../telemetry/logger.js';
import { DomainError } from './domain-error.js';
import { ProblemFilter } from './problem.filter.js';
import { ValidationFailedError } from './validation.js';

class TrainingBusyError extends DomainError {
  readonly code = 'job-already-running';
  override readonly retryAfterSeconds = 7;
}

/** What a caller and the log see of an error. */
function answerTo(error: unknown): {
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
  logged: LogEvent[];
} {
  const answer = { status: 0, headers: {} as Record<string, string>, body: {}, logged: [] as LogEvent[] };
  const response = {
    status: (code: number) => (answer.status = code),
    header: (name: string, value: string) => (answer.headers[name] = value),
    send: (body: string) => (answer.body = JSON.parse(body) as Record<string, unknown>),
  };
  const request = { method: 'GET', url: '/api/v1/x?secret=1', headers: {}, requestId: 'r-1' };
  const host = {
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }),
  } as unknown as ArgumentsHost;
  new ProblemFilter(new Logger((_, event) => answer.logged.push(event))).catch(error, host);
  return answer;
}

describe('ProblemFilter', () => {
  it('gives a domain error its status, code and sentence', () => {
    const { status, headers, body, logged } = answerTo(new TrainingBusyError('Run 3 is in progress.'));
    expect(status).toBe(409);
    expect(headers).toEqual({
      'content-type': 'application/problem+json; charset=utf-8',
      'retry-after': '7',
    });
    expect(body).toEqual({
      type: '/problems/job-already-running',
      title: 'Job already running',
      status: 409,
      detail: 'Run 3 is in progress.',
      instance: '/api/v1/x',
      requestId: 'r-1',
    });
    expect(logged).toEqual([]);
  });

  it('points at the fields of a body that does not fit', () => {
    const faults = [{ pointer: '/rating', detail: 'rating must not be greater than 5' }];
    expect(answerTo(new ValidationFailedError(faults)).body).toMatchObject({ status: 400, errors: faults });
  });

  it('tells nothing of what was not foreseen, and logs it whole', () => {
    const fault = new Error('password=hunter2');
    const { status, body, logged } = answerTo(fault);
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(logged).toEqual([
      expect.objectContaining({ event: 'request.failed', requestId: 'r-1', err: fault }),
    ]);
  });

  it.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    { driverError: { code: '57P01' } },
    new Error('Connection terminated unexpectedly'),
  ])('asks to come back when the database is away', (error) => {
    expect(answerTo(error)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { type: '/problems/database-unavailable' },
    });
  });

  it('does not take a missing file for a missing database', () => {
    expect(
      answerTo(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' })).status,
    ).toBe(500);
  });

  it('keeps the status of the framework’s own errors', () => {
    expect(answerTo(new NotFoundException('Cannot GET /x')).body).toMatchObject({
      type: '/problems/not-found',
      status: 404,
    });
    expect(answerTo(Object.assign(new Error('Payload too large'), { statusCode: 413 })).body).toMatchObject({
      type: '/problems/payload-too-large',
      status: 413,
    });
  });
});
