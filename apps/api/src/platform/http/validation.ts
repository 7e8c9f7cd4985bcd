import { ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describeFault } from './describe-fault.js';
import { DomainError } from './domain-error.js';
import type { FieldFault } from './problem.js';
import { withWholeNumbers } from './whole-numbers.js';

/** Faults that are listed; a body of thousands is answered with the first of them. */
const mostFaults = 100;

/** A body, query or path parameter does not fit its schema. */
export class ValidationFailedError extends DomainError {
  readonly code = 'validation-failed';
  constructor(override readonly faults: readonly FieldFault[]) {
    super(faults.map((fault) => fault.detail).join('; '));
  }
}

/** Takes whole numbers that a body writes as text, before the body is checked. */
class CoercingValidationPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const { type, metatype } = metadata;
    return super.transform(type === 'body' && metatype ? withWholeNumbers(value, metatype) : value, metadata);
  }
}

/** Checks every body and query against its DTO; unknown fields are faults, text from a query becomes numbers. */
export function createValidationPipe(): ValidationPipe {
  return new CoercingValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: true },
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
  for (const error of errors) {
    const pointer = `${parent}/${error.property}`;
    const detail = describeFault(error);
    if (detail !== null) yield { pointer, detail };
    yield* faultsOf(error.children ?? [], pointer);
  }
}
