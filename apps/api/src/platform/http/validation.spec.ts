import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { createValidationPipe } from './validation.js';

class Body {
  @IsInt()
  @Min(1)
  @Max(500)
  user_id: number;

  @IsOptional()
  @IsString()
  @MinLength(2)
  @MaxLength(5)
  name?: string;

  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  genres?: string[];
}

class Query {
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit: number = 50;
}

const checked = (value: unknown, metatype: new () => unknown = Body, type: 'body' | 'query' = 'body') =>
  createValidationPipe().transform(value, { type, metatype });
const faultsOf = (value: unknown, metatype?: new () => unknown, type?: 'body' | 'query') =>
  checked(value, metatype, type).then(
    () => [],
    (error: { faults: unknown[] }) => error.faults,
  );

describe('the check of requests', () => {
  it.each([
    [1, 1],
    ['1', 1],
    ['007', 7],
    ['500', 500],
  ])('takes %j for a whole number', async (given, user_id) => {
    expect(await checked({ user_id: given })).toEqual({ user_id });
  });

  it.each(['1.5', 'abc', '', ' 1', '1e2', '0x1', '-', true, null, [1], {}, 1.5, '0', '501', 0])(
    'refuses %j in one sentence',
    async (user_id) => {
      expect(await faultsOf({ user_id })).toEqual([
        {
          pointer: '/user_id',
          detail: expect.stringMatching(
            /^user_id must (?:be a whole number from 1 to 500, found .+|not be (?:less|greater) than \d+)$/,
          ),
        },
      ]);
    },
  );

  it('says once that a field is required, and once what else is wrong', async () => {
    expect(await faultsOf({})).toEqual([{ pointer: '/user_id', detail: 'user_id is required' }]);
    expect(await faultsOf({ user_id: 1, name: 7, colour: 'red', genres: 'Horror' })).toEqual(
      expect.arrayContaining([
        { pointer: '/name', detail: 'name must be a string' },
        { pointer: '/colour', detail: 'colour is not a field that is known here' },
        { pointer: '/genres', detail: 'genres must be an array' },
      ]),
    );
  });

  it('says once what a query must be', async () => {
    expect(await faultsOf({ limit: 'abc' }, Query, 'query')).toEqual([
      { pointer: '/limit', detail: 'limit must be a whole number from 1 to 200, found none' },
    ]);
  });
});
