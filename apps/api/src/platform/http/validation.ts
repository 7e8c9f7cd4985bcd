import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { DomainError } from './domain-error.js';
import type { FieldFault } from './problem.js';

/** Faults that are listed; a body of thousands is answered with the first of them. */
const mostFaults = 100;

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
    exceptionFactory: (errors) => new ValidationFailedError(listFaults(errors, '')),
  });
}

/**
 * The same check for what does not come as a body of its own.
 *
 * @throws ValidationFailedError
 */
export function checkedAgainst<T extends object>(type: new () => T, value: object, parent = ''): T {
  const instance = plainToInstance(type, value, { exposeDefaultValues: true });
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true });
  if (errors.length > 0) throw new ValidationFailedError(listFaults(errors, parent));
  return instance;
}

function listFaults(errors: readonly ValidationError[], parent: string): FieldFault[] {
  const faults: FieldFault[] = [];
  for (const fault of faultsOf(errors, parent)) {
    faults.push(fault);
    if (faults.length === mostFaults) break;
  }
  return faults;
}

function* faultsOf(errors: readonly ValidationError[], parent: string): Generator<FieldFault> {
  for (const { property, constraints, children } of errors) {
    const pointer = `${parent}/${property}`;
    for (const detail of Object.values(constraints ?? {})) yield { pointer, detail };
    yield* faultsOf(children ?? [], pointer);
  }
}
