import type { ErrorDialect } from '../../platform/http/error-dialect.js';

/** Error codes of MLflow that are answered here, with their status. */
const statusOf = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type MlflowErrorCode = keyof typeof statusOf;

const mounts =
  /^\/(?:(?:ajax-)?api\/[23]\.0\/mlflow(?:-artifacts)?|get-artifact|model-versions\/get-artifact)(?:\/|$)/;

/** Errors as MLflow's clients understand them: `{ error_code, message }`. */
export const mlflowErrors: ErrorDialect = {
  speaksAt: (path) => mounts.test(path),
  answer({ code, status, detail }) {
    const errorCode = errorCodeOf(code, status);
    return {
      status: statusOf[errorCode],
      contentType: 'application/json; charset=utf-8',
      body: { error_code: errorCode, message: detail },
    };
  },
};

/** What MLflow's server calls a wrong value, whatever HTTP would call it. */
const isFaultOfValue = new Set(['alias-not-found', 'run-deleted', 'experiment-deleted', 'param-immutable']);

/** @param code  of a DomainError, or the name of the status */
export function errorCodeOf(code: string, status: number): MlflowErrorCode {
  // The framework knows no such path; what the features do not find has a longer code.
  if (code === 'not-found') return 'ENDPOINT_NOT_FOUND';
  if (code.endsWith('-exists')) return 'RESOURCE_ALREADY_EXISTS';
  if (isFaultOfValue.has(code)) return 'INVALID_PARAMETER_VALUE';
  switch (status) {
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'PERMISSION_DENIED';
    case 404:
      return 'RESOURCE_DOES_NOT_EXIST';
    case 409:
      return 'RESOURCE_CONFLICT';
    case 429:
      return 'REQUEST_LIMIT_EXCEEDED';
    case 501:
      return 'NOT_IMPLEMENTED';
    case 503:
      return 'TEMPORARILY_UNAVAILABLE';
    default:
      return status >= 500 ? 'INTERNAL_ERROR' : 'INVALID_PARAMETER_VALUE';
  }
}
