import { applyDecorators, Delete, Get, HttpCode, Patch, Post, Put } from '@nestjs/common';
import { BodyRules } from '../../platform/http/body-rules.js';
import { RequireRole } from '../../platform/auth/require-role.js';
import type { Role } from '../../platform/config/app-config.js';

/** MLflow's API, and the same for its own web pages. */
export const protocolMounts = ['api/2.0/mlflow', 'ajax-api/2.0/mlflow'];

/** MLflow's own limit of a batch, and some room. */
const mostRequestBytes = 2 * 1024 * 1024;

const verbs = { GET: Get, POST: Post, PUT: Put, PATCH: Patch, DELETE: Delete };

/**
 * A method of MLflow's protocol: every answer that is no error is 200, which is all that its clients take for success.
 *
 * @param role   what a caller must be allowed to do
 * @param rules  what it takes as its body
 */
export function Rpc(
  verb: keyof typeof verbs,
  path: string | string[],
  role: Role,
  rules: BodyRules = { bodyLimit: mostRequestBytes },
): MethodDecorator {
  return applyDecorators(verbs[verb](path), HttpCode(200), RequireRole(role), BodyRules(rules));
}
