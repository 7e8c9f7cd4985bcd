import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath, ApiExtraModels } from '@nestjs/swagger';
import { Problem } from './problem.js';

const meanings: Record<number, string> = {
  400: 'The body, a query or a path parameter does not fit its schema',
  404: 'There is no such thing',
  409: 'It conflicts with what is going on or was said before',
  412: 'Changed since it was read',
  413: 'Too large',
  415: 'Not a media type that is understood here',
  422: 'Well-formed, but impossible',
  503: 'Not now: see Retry-After',
};

/** Documents the problem+json answers of a route, beside those that every route has. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(Problem),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: meanings[status] ?? 'A problem',
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
      }),
    ),
  );
}
