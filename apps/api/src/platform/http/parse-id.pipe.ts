import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { ValidationFailedError } from './validation.js';

const largestId = 2 ** 31 - 1;

/** A path parameter that is an id: a whole number from 1 to 2³¹ − 1. */
@Injectable()
export class ParseIdPipe implements PipeTransform<string, number> {
  transform(text: string, { data }: ArgumentMetadata): number {
    const id = Number(text);
    if (/^\d{1,10}$/.test(text) && id >= 1 && id <= largestId) return id;
    const name = data ?? 'id';
    throw new ValidationFailedError([
      {
        pointer: `/${name}`,
        detail: `${name} is "${text.slice(0, 50)}", expected a whole number from 1 to ${largestId}`,
      },
    ]);
  }
}
