import { applyDecorators, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import { RequireRole } from '../../platform/auth/require-role.js';
import type { Role } from '../../platform/config/app-config.js';

/** MLflow's API, and the same for its own web pages. */
export const protocolMounts = ['api/2.0/mlflow', 'ajax-api/2.0/mlflow'];

const verbs = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete };

/**
 * A method of MLflow's protocol: every answer that is no error is 200, which is all that its clients take for success.
 *
 * @param role  what a caller must be allowed to do
 */
export function Rpc(verb: keyof typeof verbs, path: string | string[], role: Role): MethodDecorator {
  return applyDecorators(verbs[verb](path), HttpCode(200), RequireRole(role));
}
