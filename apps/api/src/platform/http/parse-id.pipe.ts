import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { ValidationFailedError } from './validation.js';

/** Ids are PostgreSQL integers. */
export const largestId = 2 ** 31 - 1;

/** A path parameter that is an id: a whole number from 1 to 2³¹ − 1. */
@Injectable()
export class ParseIdPipe implements PipeTransform<unknown, number> {
  /** @param given  text, or what the validation pipe has made of it already: a number, NaN where it was none */
  transform(given: unknown, { data }: ArgumentMetadata): number {
    const id = Number(given);
    if (/^\d{1,10}$/.test(String(given)) && id >= 1 && id <= largestId) return id;
    const name = data ?? 'id';
    throw new ValidationFailedError([
      { pointer: `/${name}`, detail: `${name} must be a whole number from 1 to ${largestId}` },
    ]);
  }
}
