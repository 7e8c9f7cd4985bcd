import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { DomainError } from './domain-error.js';
import type { FieldFault } from './problem.js';

/** A body, query or path parameter does not fit its schema. */
export class ValidationFailedError extends DomainError {
  readonly code = 'validation-failed';
  constructor(override readonly faults: readonly FieldFault[]) {
    super(faults.map((fault) => fault.detail).join('; '));
  }
}

/** Checks every body and query against its DTO; unknown fields are faults, text from a query becomes numbers. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false, exposeDefaultValues: true },
    exceptionFactory: (errors) => new ValidationFailedError(errors.flatMap((error) => faultsOf(error, ''))),
  });
}

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const pointer = `${parent}/${error.property}`;
  const own = Object.values(error.constraints ?? {}).map((detail) => ({ pointer, detail }));
  return [...own, ...(error.children ?? []).flatMap((child) => faultsOf(child, pointer))];
}
