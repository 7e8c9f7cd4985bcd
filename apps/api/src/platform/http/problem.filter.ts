import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { Logger } from '../telemetry/logger.js';
import { databaseCodeOf, isConnectionFault } from '../database/connection-fault.js';
import { DomainError } from './domain-error.js';
import type { DescribedError, ErrorDialect } from './error-dialect.js';
import type { Problem } from './problem.js';
import { problemStatus } from './problem-status.js';
import { requestIdOf, type HttpRequest, type HttpResponse } from './request.js';

/** The one place that turns errors into HTTP: as problem+json, except where a dialect says otherwise. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly dialects: readonly ErrorDialect[] = [],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<HttpRequest>();
    const response = host.switchToHttp().getResponse<HttpResponse>();
    const problem = this.toProblem(error, request);
    if (problem.status >= 500 && !(error instanceof DomainError)) {
      this.logger.error({
        event: 'request.failed',
        requestId: problem.requestId,
        path: problem.instance,
        err: error,
      });
    }
    const retryAfter = retryAfterSeconds(error);
    if (retryAfter !== undefined) response.header('retry-after', String(retryAfter));
    // What is left of a body that was refused is not read: the connection cannot be used again.
    if (problem.status === 413 || problem.status === 415) response.header('connection', 'close');
    const { status, contentType, body } = this.answerTo(problem, describe(error));
    response.status(status);
    response.header('content-type', contentType);
    response.send(JSON.stringify(body));
  }

  private answerTo(problem: Problem, error: DescribedError): ReturnType<ErrorDialect['answer']> {
    const dialect = this.dialects.find((one) => one.speaksAt(problem.instance));
    if (dialect) return dialect.answer(error);
    return { status: problem.status, contentType: 'application/problem+json; charset=utf-8', body: problem };
  }

  private toProblem(error: unknown, request: HttpRequest): Problem {
    const { code, status, detail } = describe(error);
    return {
      type: `/problems/${code}`,
      title: titleOf(code),
      status,
      detail,
      instance: request.url.split('?')[0] ?? request.url,
      requestId: requestIdOf(request),
      ...(error instanceof DomainError ? error.extension : {}),
      ...(error instanceof DomainError && error.faults ? { errors: [...error.faults] } : {}),
      ...(error instanceof DomainError ? error.details : {}),
    };
  }
}

function describe(error: unknown): DescribedError {
  if (error instanceof DomainError) {
    return { code: error.code, status: problemStatus[error.code], detail: error.message };
  }
  if (isConnectionFault(error)) {
    return {
      code: 'database-unavailable',
      status: 503,
      detail: 'The database does not answer; try again shortly.',
    };
  }
  if (unstorableTexts.has(String(databaseCodeOf(error)))) {
    return {
      code: 'validation-failed',
      status: problemStatus['validation-failed'],
      detail: 'A text has a character that cannot be stored: U+0000.',
    };
  }
  const status = statusOf(error);
  if (status === undefined || status >= 500) {
    return {
      code: 'internal-error',
      status: status ?? 500,
      detail: 'Something unforeseen happened; it has been logged.',
    };
  }
  const code = (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return { code, status, detail: error instanceof Error ? error.message : String(error) };
}

function retryAfterSeconds(error: unknown): number | undefined {
  if (error instanceof DomainError) return error.retryAfterSeconds;
  return isConnectionFault(error) ? databaseRetrySeconds : undefined;
}

/** Nest's exceptions and those of the HTTP server (a body that is no JSON, one that is too large) carry a status. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status =
    (error as { statusCode?: unknown; status?: unknown } | null)?.statusCode ??
    (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 600 ? status : undefined;
}

/** PostgreSQL's codes for a NUL in a text and in JSON. */
const unstorableTexts = new Set(['22021', '22P05']);

const databaseRetrySeconds = 5;
function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
